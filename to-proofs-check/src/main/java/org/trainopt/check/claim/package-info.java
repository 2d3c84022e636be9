/** The claims, as data: checks with evidence, rules and controls. */
package org.trainopt.check.claim;
