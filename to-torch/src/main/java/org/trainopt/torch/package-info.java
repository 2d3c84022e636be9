/**
 * Drives the parameters of LibTorch modules with trainopt's optimizers, on the tensors' own memory.
 */
package org.trainopt.torch;
