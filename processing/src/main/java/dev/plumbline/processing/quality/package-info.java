/** What the contract says of all rows of silver, measured. Start at {@link dev.plumbline.processing.quality.QualityReport}. */
package dev.plumbline.processing.quality;
