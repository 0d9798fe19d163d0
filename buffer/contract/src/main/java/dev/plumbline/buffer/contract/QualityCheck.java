package dev.plumbline.buffer.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A check on all rows of a stream, from the contract's {@code quality}: what is measured, and the bound that it must keep.
 * Rules on single rows, which events must pass on their way in, are {@link Contract.RowRule}s.
 */
public record QualityCheck(String id, String description, Measure measure, Optional<Bound> bound) {

    /** What is measured; one number. */
    public sealed interface Measure permits Metric, Query, NotMeasured {}

    /** A metric of ODCS' library. */
    public enum Library {
        ROW_COUNT("rowCount"),
        NULL_VALUES("nullValues"),
        MISSING_VALUES("missingValues"),
        INVALID_VALUES("invalidValues"),
        DUPLICATE_VALUES("duplicateValues");

        private final String odcs;

        Library(String odcs) {
            this.odcs = odcs;
        }

        /** As ODCS writes it. */
        public String odcs() {
            return odcs;
        }
    }

    /**
     * A metric over {@code properties} (dotted paths; none for the number of rows, several for duplicates together), as
     * a number of rows or a share of them in percent.
     */
    public record Metric(Library library, List<String> properties, boolean percent, Values values) implements Measure {
        public Metric {
            properties = List.copyOf(properties);
        }
    }

    /** Which values count as missing, besides NULL, or as valid; what is absent does not matter. */
    public record Values(
            List<String> missing,
            Optional<List<String>> valid,
            Optional<String> pattern,
            Optional<Integer> minLength,
            Optional<Integer> maxLength) {

        static final Values NONE =
                new Values(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Values {
            missing = List.copyOf(missing);
            valid = valid.map(List::copyOf);
        }
    }

    /** A SQL query that gives one number; {@code property} is the one it was declared on. */
    public record Query(String sql, Optional<String> property) implements Measure {}

    /** A check that is for people or for another engine: it is reported as not measured, and never as passed. */
    public record NotMeasured(String why) implements Measure {}

    /** How a measured value is compared. */
    public enum Operator {
        BE("mustBe", "="),
        NOT_BE("mustNotBe", "!="),
        GREATER_THAN("mustBeGreaterThan", ">"),
        GREATER_OR_EQUAL_TO("mustBeGreaterOrEqualTo", ">="),
        LESS_THAN("mustBeLessThan", "<"),
        LESS_OR_EQUAL_TO("mustBeLessOrEqualTo", "<="),
        BETWEEN("mustBeBetween", "between"),
        NOT_BETWEEN("mustNotBeBetween", "not between");

        private final String odcs;
        private final String sign;

        Operator(String odcs, String sign) {
            this.odcs = odcs;
            this.sign = sign;
        }

        String odcs() {
            return odcs;
        }

        boolean takesTwo() {
            return this == BETWEEN || this == NOT_BETWEEN;
        }
    }

    /** What the value must be: one number to compare with, or the two ends of a range, which belong to it. */
    public record Bound(Operator operator, List<BigDecimal> numbers) {
        public Bound {
            numbers = List.copyOf(numbers);
        }

        public boolean holds(BigDecimal value) {
            int first = value.compareTo(numbers.get(0));
            return switch (operator) {
                case BE -> first == 0;
                case NOT_BE -> first != 0;
                case GREATER_THAN -> first > 0;
                case GREATER_OR_EQUAL_TO -> first >= 0;
                case LESS_THAN -> first < 0;
                case LESS_OR_EQUAL_TO -> first <= 0;
                case BETWEEN -> first >= 0 && value.compareTo(numbers.get(1)) <= 0;
                case NOT_BETWEEN -> first < 0 || value.compareTo(numbers.get(1)) > 0;
            };
        }

        /** Such as {@code <= 5} and {@code between 1 and 9}. */
        @Override
        public String toString() {
            return operator.sign + " " + numbers.get(0).toPlainString()
                    + (operator.takesTwo() ? " and " + numbers.get(1).toPlainString() : "");
        }
    }
}
