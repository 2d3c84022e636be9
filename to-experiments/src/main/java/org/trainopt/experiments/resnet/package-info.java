/** Residual networks for image classification: models, data on LibTorch, the task. */
package org.trainopt.experiments.resnet;
