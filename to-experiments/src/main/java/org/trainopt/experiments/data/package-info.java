/** Data sets: embedded ones, and readers for CSV, LIBSVM and IDX files. */
package org.trainopt.experiments.data;
