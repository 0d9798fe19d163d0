/** How Spark is opened and what it needs to run well on one machine. */
package dev.plumbline.processing.spark;
