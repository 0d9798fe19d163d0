package dev.plumbline.buffer.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * 64 bits that say whether two events have the same content. Each value that is not null is folded in, in the contract's
 * order, together with its field's id: white space, field order, trailing zeros, added optional fields and renamed
 * fields do not change it. It tells honest repetitions from conflicts; it does not withstand forgery.
 *
 * <p>Folding is multiply, rotate, multiply (the constants are odd numbers with evenly spread bits); the end is the
 * finishing step of SplitMix64. Stored hashes are compared with new ones, so none of this may change.
 */
final class ContentHash {

    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
    private static final long NULL_ITEM = 0x165667B19E3779F9L;
    private static final long STRUCT = 0x27D4EB2F165667C5L;
    private static final long LIST = 0x85EBCA77C2B2AE63L;

    private ContentHash() {}

    static long ofEvent(long[] fieldHashes, Field[] fields, Object[] values) {
        return finish(struct(STRUCT, fieldHashes, fields, values));
    }

    static long ofId(String id) {
        return finish(text(FIRST, id));
    }

    private static long struct(long seed, long[] fieldHashes, Field[] fields, Object[] values) {
        long hash = seed;
        for (int index = 0; index < values.length; index++) {
            if (values[index] != null) {
                hash = value(fold(hash, fieldHashes[index]), fields[index].type(), values[index]);
            }
        }
        return hash;
    }

    private static long value(long hash, FieldType type, Object value) {
        if (value instanceof String text) {
            return text(hash, text);
        }
        if (value instanceof Integer number) {
            return fold(hash, number);
        }
        if (value instanceof Long number) {
            return fold(hash, number);
        }
        if (value instanceof BigDecimal number) {
            return decimal(hash, number);
        }
        if (value instanceof Instant instant) {
            return fold(hash, instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1_000);
        }
        if (value instanceof Double number) {
            return fold(hash, Double.doubleToLongBits(number + 0.0));
        }
        if (value instanceof Boolean flag) {
            return fold(hash, flag ? 1 : 2);
        }
        if (value instanceof LocalDate day) {
            return fold(hash, day.toEpochDay());
        }
        if (value instanceof Object[] nested) {
            List<Field> fields = ((FieldType.Struct) type).fields();
            long inner = fold(hash, STRUCT);
            for (int index = 0; index < nested.length; index++) {
                if (nested[index] != null) {
                    Field field = fields.get(index);
                    inner = value(fold(inner, ofId(field.id())), field.type(), nested[index]);
                }
            }
            return fold(inner, STRUCT);
        }
        List<?> items = (List<?>) value;
        FieldType element = ((FieldType.ListOf) type).element().type();
        long inner = fold(fold(hash, LIST), items.size());
        for (Object item : items) {
            inner = item == null ? fold(inner, NULL_ITEM) : value(inner, element, item);
        }
        return inner;
    }

    private static long decimal(long hash, BigDecimal number) {
        BigInteger unscaled = number.unscaledValue();
        int scale = number.scale();
        if (unscaled.bitLength() < Long.SIZE) {
            long digits = unscaled.longValue();
            if (digits == 0) {
                return fold(hash, 0);
            }
            while (digits % 10 == 0) {
                digits /= 10;
                scale--;
            }
            return fold(fold(hash, digits), scale);
        }
        BigDecimal stripped = number.stripTrailingZeros();
        BigInteger digits = stripped.unscaledValue();
        if (digits.bitLength() < Long.SIZE) {
            return fold(fold(hash, digits.longValue()), stripped.scale());
        }
        long folded = fold(hash, digits.longValue());
        return fold(fold(folded, digits.shiftRight(Long.SIZE).longValue()), stripped.scale());
    }

    private static long text(long seed, String text) {
        int length = text.length();
        long hash = fold(seed, length);
        int index = 0;
        for (; index + 4 <= length; index += 4) {
            hash = fold(
                    hash,
                    text.charAt(index)
                            | (long) text.charAt(index + 1) << 16
                            | (long) text.charAt(index + 2) << 32
                            | (long) text.charAt(index + 3) << 48);
        }
        long rest = 0;
        for (; index < length; index++) {
            rest = rest << 16 | text.charAt(index);
        }
        return fold(hash, rest);
    }

    private static long fold(long hash, long value) {
        long mixed = value * SECOND;
        mixed ^= mixed >>> 29;
        return (Long.rotateLeft(hash, 31) ^ mixed) * FIRST;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
