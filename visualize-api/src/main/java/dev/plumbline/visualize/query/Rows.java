package dev.plumbline.visualize.query;

import java.sql.SQLException;
import java.util.List;

/**
 * The rows of a result, one after another, in Java's own types whichever engine has them: {@code Boolean}, {@code Integer},
 * {@code Long}, {@code Float}, {@code Double}, {@code BigDecimal}, {@code String}, {@code LocalDate}, {@code LocalTime},
 * {@code LocalDateTime}, {@code Instant}, {@code UUID}, {@code byte[]}, a {@code List} or a {@code Map} in its own order.
 */
public interface Rows {

    /** A column's label, and its type in Iceberg's words. */
    record Column(String name, String type) {}

    List<Column> columns();

    boolean next() throws SQLException;

    /** The value in the current row; columns count from 1. */
    Object value(int column) throws SQLException;
}
