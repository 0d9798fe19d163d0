package dev.plumbline.buffer.contract;

/**
 * Why an event is not what its contract says: where (a JSON pointer, RFC 6901), which rule ({@code json}, {@code type},
 * {@code required}, {@code unknown-field}, {@code duplicate-field}, {@code minimum}, …), and a sentence with the value.
 */
public record Violation(String pointer, String rule, String reason) {}
