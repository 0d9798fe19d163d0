package dev.plumbline.processing.gold;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.MutableProjection$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.execution.aggregate.AggregationIterator;
import org.apache.spark.sql.execution.aggregate.SortBasedAggregationIterator;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark's aggregation operators do with the rows of a group, by Spark's own code, for groups that somebody else keeps:
 * a new buffer, a row added to it, its answer. Not thread-safe.
 */
final class GroupFunctions {

    private final AggregationIterator spark;
    private final Seq<DataType> bufferTypes;
    private final long objects;
    private final boolean keepsTexts;

    GroupFunctions(
            Seq<NamedExpression> grouping,
            Seq<Attribute> inputs,
            Seq<AggregateExpression> aggregates,
            Seq<NamedExpression> results) {
        // Any of Spark's aggregation iterators would do: its parts are used, not what it iterates over.
        this.spark = new SortBasedAggregationIterator(
                0,
                grouping,
                inputs,
                scala.collection.Iterator$.MODULE$.<InternalRow>empty(),
                aggregates,
                resultAttributes(aggregates),
                0,
                results,
                (expressions, attributes) -> MutableProjection$.MODULE$.create(expressions, attributes),
                new SQLMetric("sum", 0));
        List<DataType> types = new ArrayList<>();
        for (AggregateFunction function : spark.aggregateFunctions()) {
            CollectionConverters.asJava(function.aggBufferAttributes()).forEach(field -> types.add(field.dataType()));
        }
        this.bufferTypes = CollectionConverters.asScala(types).toSeq();
        this.keepsTexts = types.stream().anyMatch(type -> type instanceof StringType);
        this.objects = Stream.of(spark.aggregateFunctions())
                .filter(function -> function instanceof ImperativeAggregate)
                .count();
    }

    /** The group that a row belongs to; valid until the next call. */
    UnsafeRow key(InternalRow row) {
        return spark.groupingProjection().apply(row);
    }

    InternalRow newBuffer() {
        InternalRow buffer = new SpecificInternalRow(bufferTypes);
        spark.initializeBuffer(buffer);
        return buffer;
    }

    void add(InternalRow buffer, InternalRow row) {
        spark.processRow().apply(buffer, row);
    }

    /** The answer's row for a group; valid until the next call. */
    UnsafeRow answer(UnsafeRow key, InternalRow buffer) {
        return spark.generateOutput().apply(key, buffer);
    }

    int bufferFields() {
        return bufferTypes.size();
    }

    /** Functions that keep an object of their own for a group, such as a percentile its values. */
    long objects() {
        return objects;
    }

    /** Whether a group keeps values of any length. */
    boolean keepsTexts() {
        return keepsTexts;
    }

    private static Seq<Attribute> resultAttributes(Seq<AggregateExpression> aggregates) {
        return CollectionConverters.asScala(CollectionConverters.asJava(aggregates).stream()
                        .map(AggregateExpression::resultAttribute)
                        .toList())
                .toSeq();
    }
}
