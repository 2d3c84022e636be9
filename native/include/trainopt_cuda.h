/*
 * The CUDA kernels: one step of an optimizer over all its tensors on a device, in C. Plans, scalars,
 * results and state arrays are those of trainopt.h, and so are the bits of every step; threads and
 * isa of to_options mean nothing here.
 *
 * Calls that return int32_t status return 0, or the code of a CUDA error: to_cuda_error then says
 * which call failed and why. The library loads where there is no driver; every call but
 * to_cuda_error and to_cuda_runtime_version then returns an error. Any thread may call, one at a
 * time for each kernel.
 */
#ifndef TRAINOPT_CUDA_H
#define TRAINOPT_CUDA_H

#include <stdint.h>

#include "trainopt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a step ended, beside the outcomes of trainopt.h: a CUDA call failed. */
enum { TO_CUDA_FAILED = 4 };

/* Why there is no kernel, beside the reasons of trainopt.h: a CUDA call failed. */
enum { TO_CUDA_CREATE_FAILED = 4 };

typedef struct {
  int64_t compute_capability; /* 10 major + minor */
  int64_t multiprocessors;
  int64_t total_bytes;
  int64_t free_bytes;
} to_cuda_device_info;

typedef struct to_cuda_kernel to_cuda_kernel;

/*
 * The last failing call of this thread, as one line: "cudaMalloc of 4096 bytes on device 0:
 * cudaErrorMemoryAllocation (2): out of memory"; empty if none failed.
 */
const char *to_cuda_error(void);

/* CUDA's version this library was built with: 1000 major + 10 minor. */
int32_t to_cuda_runtime_version(void);

/* The driver's version likewise; 0 where there is no driver. */
int32_t to_cuda_driver_version(int32_t *version);

int32_t to_cuda_device_count(int32_t *count);
int32_t to_cuda_device(int32_t device, to_cuda_device_info *info);

/* The device's name; name has room for length bytes with the final 0. */
int32_t to_cuda_device_name(int32_t device, char *name, int32_t length);

/* Device memory, all zeros. */
int32_t to_cuda_allocate(int32_t device, int64_t bytes, int64_t *address);
int32_t to_cuda_free(int32_t device, int64_t address);

/* Copies behind the stream's work; both return when the host memory may be used again. */
int32_t to_cuda_copy_in(int32_t device, int64_t to, const void *from, int64_t bytes,
                        int64_t stream);
int32_t to_cuda_copy_out(int32_t device, void *to, int64_t from, int64_t bytes, int64_t stream);

int32_t to_cuda_stream_create(int32_t device, int64_t *stream);
int32_t to_cuda_stream_destroy(int32_t device, int64_t stream);
int32_t to_cuda_synchronize(int32_t device, int64_t stream);

/*
 * Allocates the state on a device, all zeros. Null on failure: *error has TO_CREATED's siblings or
 * TO_CUDA_CREATE_FAILED.
 */
to_cuda_kernel *to_cuda_create(const to_options *options, const to_limits *limits,
                               const to_group *groups, const to_slot *slots, int32_t device,
                               int32_t *error);

/* Waits for the kernel's work. */
void to_cuda_destroy(to_cuda_kernel *kernel);

/* One entry a tensor, device addresses, for the caller to fill before to_cuda_step. */
to_tensor *to_cuda_tensors(to_cuda_kernel *kernel);

int32_t to_cuda_group_count(const to_cuda_kernel *kernel);
int32_t to_cuda_slot_count(const to_cuda_kernel *kernel);

/*
 * Queues one step on the stream; see to_step. Nothing waits for the device within a step. The
 * outcome is waited for at its end, except where wait is 0: then the step is known to be queued
 * only, TO_DONE is returned and the result is all zeros; a refused step still changes nothing.
 */
int32_t to_cuda_step(to_cuda_kernel *kernel, const to_scalars *scalars, int32_t first,
                     int32_t report, int32_t wait, int64_t stream, to_result *result);

/* The state arrays; see to_array_at. read and write wait for the kernel's work. */
int32_t to_cuda_array_count(const to_cuda_kernel *kernel);
void to_cuda_array_at(const to_cuda_kernel *kernel, int32_t index, to_array *array);
int32_t to_cuda_read(const to_cuda_kernel *kernel, int32_t index, float *to);
int32_t to_cuda_write(to_cuda_kernel *kernel, int32_t index, const float *from);
int32_t to_cuda_read_estimate(const to_cuda_kernel *kernel, int32_t slot, float *to);

#ifdef __cplusplus
}
#endif

#endif
