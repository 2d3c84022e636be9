/*
 * The native kernels: one step of an optimizer over all its tensors, in C.
 *
 * Every step gives the bits of the Java kernels, on any instruction set and with any number of
 * threads. The rule is in StepKernel's Javadoc (module to-api); the names and the order of the
 * fields below follow StepPlan and StepScalars there.
 */
#ifndef TRAINOPT_H
#define TRAINOPT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Estimators: what gives the direction of a step. */
enum { TO_STOCHASTIC, TO_EMA, TO_DIAGONAL, TO_RANK_ONE, TO_FULL };

/* Scalings: s <- s + g^2, or s <- rho s + (1 - rho) g^2 (RMSProp and Adam). */
enum { TO_NO_SCALING, TO_SUM_OF_SQUARES, TO_MEAN_OF_SQUARES };

/* Instruction sets. TO_BASELINE is what every CPU of the architecture has. */
enum { TO_BASELINE, TO_AVX2, TO_AVX512, TO_AVX512_BF16, TO_ISA_COUNT };

/*
 * State arrays. Full's are A, row by row, and where corrections are kept: a row -alpha r and a row w
 * of each, and how many there are with 1 once A was flushed to.
 */
enum {
  TO_ARRAY_A,
  TO_ARRAY_B,
  TO_ARRAY_U,
  TO_ARRAY_V,
  TO_ARRAY_S,
  TO_ARRAY_MATRIX,
  TO_ARRAY_FACTORS,
  TO_ARRAY_POINTS,
  TO_ARRAY_CORRECTIONS
};

/* How a step ended. All but TO_DONE changed neither weights nor state. */
enum { TO_DONE, TO_NON_FINITE, TO_UNSTABLE_GAIN, TO_NO_MEMORY };

/* Why there is no kernel. */
enum { TO_CREATED, TO_BAD_PLAN, TO_ISA_MISSING, TO_OUT_OF_MEMORY };

/* Settings shared by tensors. */
typedef struct {
  int32_t estimator;
  int32_t scaling;
  int32_t predict_first;      /* 0: the estimator is trained before it gives the direction */
  int32_t normalized;         /* alpha is the rho of the normalised step */
  int32_t bias_from_gradient; /* b is the first gradient before the first step; else 0 */
} to_group;

/* One tensor. */
typedef struct {
  int64_t length;  /* in elements */
  int64_t group;   /* index of its settings */
  int64_t history; /* Full: corrections kept before A is first flushed to; 0: none are kept */
  int64_t pending; /* Full: corrections kept between later flushes, <= history */
} to_slot;

typedef struct {
  double clip_value; /* bound of each gradient element, or infinity */
  double clip_norm;  /* bound of the gradients' global norm, or infinity */
  double radius;     /* bound of the weights' global norm, or infinity */
} to_limits;

typedef struct {
  int32_t groups;
  int32_t slots;
  int32_t per_tensor;   /* 1: Full and Rank-One take each tensor as a vector; 0: all of a group */
  int32_t inspect;      /* refuse gradients that are not finite */
  int32_t fail_on_gain; /* refuse a gain of 2 or more */
  int32_t threads;      /* the most threads a step may use, >= 1 */
  int32_t isa;
  int32_t bfloat16; /* estimators' vectors are held in bfloat16, Full's apart */
} to_options;

/* A group's scalars of one step, evaluated in double. */
typedef struct {
  double learning_rate;
  double alpha;
  double beta;
  double rho; /* RMSProp's rho or Adam's beta2 */
  double epsilon;
  double root_factor;     /* factor on the square root of s */
  double estimate_factor; /* factor on Ema's direction */
  double l2;
  double decay_factor; /* factor on w */
} to_scalars;

/* Where a tensor's float32 elements are during a step. */
typedef struct {
  float *weights;
  const float *gradients;
} to_tensor;

typedef struct {
  double gain;             /* the largest gain kappa of the step */
  double gradient_squares; /* on report only: sums over g^2, Ghat^2, (Ghat - g)^2 */
  double estimate_squares;
  double error_squares;
  int64_t slot; /* of a gradient that is not finite; -1: the global norm overflowed */
  int64_t element;
} to_result;

/* A state array; owner is a slot's index, or a group's where the array runs over a whole group. */
typedef struct {
  int64_t kind;
  int64_t of_group;
  int64_t owner;
  int64_t length;
  int64_t width; /* bytes an element, as it is held */
} to_array;

typedef struct to_kernel to_kernel;

/* 1 if this CPU has the instruction set and it was compiled in. */
int32_t to_isa_available(int32_t isa);

/*
 * Allocates the state, all zeros. Null on failure, with the reason in *error.
 */
to_kernel *to_create(const to_options *options, const to_limits *limits, const to_group *groups,
                     const to_slot *slots, int32_t *error);

void to_destroy(to_kernel *kernel);

/* One entry a tensor, for the caller to fill before to_step. */
to_tensor *to_tensors(to_kernel *kernel);

/* The number of groups, which is the length of to_step's scalars. */
int32_t to_group_count(const to_kernel *kernel);

/* The number of tensors. */
int32_t to_slot_count(const to_kernel *kernel);

/*
 * One step over all tensors, or none of it. first: the very first step, when b is set where asked
 * for. report: sums for the result and to_read_estimate are wanted.
 */
int32_t to_step(to_kernel *kernel, const to_scalars *scalars, int32_t first, int32_t report,
                to_result *result);

/* The state arrays in a fixed order; those of length 0 are left out. */
int32_t to_array_count(const to_kernel *kernel);
void to_array_at(const to_kernel *kernel, int32_t index, to_array *array);
void to_read(const to_kernel *kernel, int32_t index, float *to);
void to_write(to_kernel *kernel, int32_t index, const float *from);

/* The direction of a tensor as the last reported step used it, before scaling. */
void to_read_estimate(const to_kernel *kernel, int32_t slot, float *to);

#ifdef __cplusplus
}
#endif

#endif
