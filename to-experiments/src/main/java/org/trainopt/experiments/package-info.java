/** Scratch. */
package org.trainopt.experiments;
