package dev.plumbline.buffer.contract;

import java.util.List;

/** A contract file that cannot be used; lists every finding with file, line where known, field, and what is allowed. */
public final class InvalidContractException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One thing wrong: {@code line} is 1-based, 0 where it is not known. */
    public record Finding(String file, int line, String field, String problem, String allowed) {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + ": " + field + ": " + problem
                    + (allowed.isEmpty() ? "" : "; allowed: " + allowed);
        }
    }

    private final transient List<Finding> findings;

    public InvalidContractException(List<Finding> findings) {
        super(String.join(
                System.lineSeparator(), findings.stream().map(Finding::toString).toList()));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
