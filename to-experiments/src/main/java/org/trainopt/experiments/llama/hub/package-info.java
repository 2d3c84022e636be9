/** The files of a Hugging Face model folder: safetensors read and written, whole or in shards. */
package org.trainopt.experiments.llama.hub;
