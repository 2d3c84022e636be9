/** Scratch. */
package org.trainopt.jni;
