/** Scratch. */
package org.trainopt.api;
