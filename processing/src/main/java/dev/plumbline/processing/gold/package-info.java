/** Answers: models in SQL, followed by stream and recomputed by batch. Start at {@link dev.plumbline.processing.gold.ModelRunner}. */
package dev.plumbline.processing.gold;
