package org.trainopt.api;

/**
 * What one step did, for those who listen ({@link Optimizer#onStep}). Norms run over all
 * parameters, in double precision; they are measurements and outside the exactness rule of the step
 * itself.
 *
 * @param step the step, 0 for the first
 * @param gradientNorm ‖g‖, of the gradient the estimator saw: after clipping and L2
 * @param estimateNorm ‖Ĝ‖, of the direction before scaling
 * @param errorNorm ‖Ĝ − g‖
 * @param gain the largest gain κ over groups, tensors and coordinates: the factor by which the
 *     estimator's own step moves its residual is {@code 1 − κ}. Ema κ = β; Diagonal {@code κ_i = α
 *     w_i² + β}; Full {@code κ = α ‖w‖² + β}; Rank-One {@code κ = α (vᵀw)² + α ‖u‖²‖w‖² + β} (to
 *     first order); 0 where there is nothing to train
 * @param learningRate η of the spec's own settings
 */
public record StepReport(
    long step,
    double gradientNorm,
    double estimateNorm,
    double errorNorm,
    double gain,
    double learningRate) {}
