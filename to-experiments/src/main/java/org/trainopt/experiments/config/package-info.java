/** Run configurations and optimizer specs as JSON, read strictly: an unknown key is an error. */
package org.trainopt.experiments.config;
