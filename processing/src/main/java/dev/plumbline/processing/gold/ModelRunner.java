package dev.plumbline.processing.gold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.Lake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one model, by stream and by batch, from the same SQL. The stream's step reads what silver has added since the
 * snapshot that gold names, answers the windows this touched as of the newest silver snapshot ({@link OpenWindows}), and
 * swaps them in; the batch recomputes any range. Both hold one lock, so a gold table has one writer.
 */
public final class ModelRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelRunner.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final long FEW_ROWS = 20_000;

    private final Model model;
    private final SparkSession spark;
    private final Lake lake;
    private final Table silver;
    private final LateRows lateRows;
    private final Question question;
    private final GoldTable gold;
    private final Optional<OpenWindows> windows;
    private final ModelState state;
    /** Fair: maintenance takes it again and again, and the stream comes in between. */
    private final ReentrantLock writer = new ReentrantLock(true);

    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    /** Everything, until the first step has looked. */
    private volatile long readsSilverSince;

    private boolean marked;
    /** A step was cut off, here or before the start: what it had done already is looked up. */
    private boolean interrupted = true;

    /** What a batch did: rows written to gold, rows of silver read, and how many listed late rows now count. */
    public record BatchResult(
            String model,
            Instant from,
            Instant to,
            long silverSnapshotId,
            long goldSnapshotId,
            long rows,
            int partitions,
            long sourceRows,
            long lateFolded,
            double seconds) {}

    /** A runner that may keep open windows in about {@code openWindowsBytes} of memory; nothing runs before {@link #start}. */
    public ModelRunner(Model model, SparkSession spark, Lake lake, long openWindowsBytes) {
        this.model = model;
        // A session of its own, so that every model can call its input `silver`.
        this.spark = spark.newSession();
        this.lake = lake;
        this.silver = lake.table("silver", model.stream());
        this.lateRows = new LateRows(model, lake.table("ops", "late_rows"), lake);
        this.question = new Question(model, this.spark);
        Dataset<Row> unasked = question.overNothing(silver.schema());
        this.gold = GoldTable.open(model, unasked.schema(), lake);
        this.windows = Optional.of(unasked)
                .filter(asked -> openWindowsBytes > 0)
                .flatMap(asked -> Aggregation.read(asked, OpenWindows.EVENT_TIME))
                .map(aggregation -> new OpenWindows(model, silver, aggregation, openWindowsBytes));
        if (windows.isEmpty()) {
            LOG.info(
                    "each step reads all rows of its windows, as no windows are kept for this model model={}",
                    model.name());
        }
        this.state = new ModelState(model);
        this.thread = new Thread(this::run, "model-" + model.name());
        this.thread.setDaemon(true);
    }

    public ModelRunner start() {
        thread.start();
        return this;
    }

    /** Tells the runner that silver may have a new snapshot; never waits. */
    public void silverChanged() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** When the silver snapshot that gold is up to was committed, in milliseconds: what came since is still to be read. */
    public long readsSilverSince() {
        return readsSilverSince;
    }

    public Model model() {
        return model;
    }

    public ModelState state() {
        return state;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        while (!closed) {
            try {
                step();
            } catch (Throwable e) {
                // Whatever it is: without this thread gold would stand still, and nothing say so.
                if (!closed) {
                    state.failed(e);
                    LOG.warn("model step failed, trying again model={}", model.name(), e);
                }
            }
            try {
                if (news.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Brings gold up to silver's newest snapshot. */
    void step() {
        writer.lock();
        boolean finished = false;
        try {
            catchUp();
            finished = true;
        } finally {
            interrupted = !finished;
            if (interrupted) {
                windows.ifPresent(OpenWindows::forget);
            }
            writer.unlock();
        }
    }

    private void catchUp() {
        Instant started = Instant.now();
        // Expressions that ask for the session's settings ask for those of the thread's.
        SparkSession.setActiveSession(spark);
        silver.refresh();
        Snapshot newest = silver.currentSnapshot();
        Optional<GoldState> before = gold.state();
        Optional<Long> listed = interrupted ? lateRows.listedUntil() : Optional.empty();
        markWhatABatchCounted();
        before.map(known -> silver.snapshot(known.silverSnapshotId()))
                .ifPresent(snapshot -> readsSilverSince = snapshot.timestampMillis());
        if (newest == null) {
            state.upToDate(before, null);
            return;
        }
        GoldState after;
        if (before.isEmpty() || !canContinue(before.get(), newest)) {
            readsSilverSince = newest.timestampMillis();
            after = rebuild(newest, GoldPartitions.Range.EVERYTHING, Progress.UNSEEN)
                    .state();
        } else if (before.get().silverSnapshotId() == newest.snapshotId()) {
            state.upToDate(before, newest.snapshotId());
            return;
        } else {
            after = before.get();
            if (listed.isPresent() && isBetween(after.silverSnapshotId(), listed.get(), newest.snapshotId())) {
                // Late rows that an interrupted step has listed belong to one delta: that one is answered first.
                after = follow(after, listed.get());
            }
            if (after.silverSnapshotId() != newest.snapshotId()) {
                after = follow(after, newest.snapshotId());
            }
        }
        readsSilverSince = newest.timestampMillis();
        state.stepped(Optional.of(after), newest.snapshotId(), Duration.between(started, Instant.now()));
    }

    /** Once after a start: a batch that was cut off after its commit has counted late rows that are not marked yet. */
    private void markWhatABatchCounted() {
        if (!marked) {
            gold.rangeOfUnfollowedBatch().ifPresent(range -> lateRows.count(range.fromMicros(), range.toMicros()));
            marked = true;
        }
    }

    /** Recomputes windows from {@code from} (inclusive) to {@code to} (exclusive), widened to whole partitions of gold. */
    public BatchResult batch(Optional<Instant> from, Optional<Instant> to, Progress progress) {
        writer.lock();
        try {
            Instant started = Instant.now();
            step();
            Snapshot newest = silver.currentSnapshot();
            if (newest == null) {
                throw new IllegalStateException("silver." + model.stream() + " is empty: send events first");
            }
            GoldPartitions.Range range = gold.partitions().range(from, to);
            Recomputation.Result rebuilt = rebuild(newest, range, progress);
            state.stepped(Optional.of(rebuilt.state()), newest.snapshotId(), Duration.between(started, Instant.now()));
            return new BatchResult(
                    model.name(),
                    range.from(),
                    range.to(),
                    newest.snapshotId(),
                    gold.currentSnapshotId(),
                    rebuilt.answer().rows(),
                    rebuilt.answer().partitions(),
                    rebuilt.sourceRows(),
                    rebuilt.lateFolded(),
                    Duration.between(started, Instant.now()).toMillis() / 1000.0);
        } finally {
            writer.unlock();
        }
    }

    /**
     * Compares the stream's answer, brought up to date, with the batch's as of the same silver snapshot. The stream goes on
     * meanwhile: both are read as of snapshots that are held until this is done.
     */
    public Reconciliation.Result reconcile(Optional<Instant> from, Optional<Instant> to, Progress progress) {
        Reconciliation.Position position;
        writer.lock();
        try {
            step();
            position = Reconciliation.Position.read(model, lake);
        } finally {
            writer.unlock();
        }
        return reconcile(position, from, to, progress);
    }

    /** The same without bringing gold up to date, for a process that must not write: compares what is committed. */
    public Reconciliation.Result reconcileAsCommitted(Optional<Instant> from, Optional<Instant> to, Progress progress) {
        return reconcile(Reconciliation.Position.read(model, lake), from, to, progress);
    }

    /** Runs work on gold's files, or on this model's late rows, while neither stream nor batch writes them. */
    public void alone(Runnable work) {
        writer.lock();
        try {
            work.run();
        } finally {
            writer.unlock();
        }
    }

    private Reconciliation.Result reconcile(
            Reconciliation.Position position, Optional<Instant> from, Optional<Instant> to, Progress progress) {
        return new Reconciliation(model, spark.newSession(), lake, gold)
                .compare(position, gold.partitions().range(from, to), progress);
    }

    private boolean canContinue(GoldState before, Snapshot newest) {
        return before.modelHash().equals(model.hash())
                && silver.snapshot(before.silverSnapshotId()) != null
                && SnapshotUtil.isAncestorOf(silver, newest.snapshotId(), before.silverSnapshotId());
    }

    private boolean isBetween(long from, long snapshot, long to) {
        return snapshot != from
                && silver.snapshot(snapshot) != null
                && SnapshotUtil.isAncestorOf(silver, snapshot, from)
                && SnapshotUtil.isAncestorOf(silver, to, snapshot);
    }

    /** One step of the stream's answer: from the silver snapshot that gold names to {@code until}. */
    private GoldState follow(GoldState before, long until) {
        AddedRows added = new AddedRows(silver, model, before.silverSnapshotId(), until);
        Map<Long, Long> rowsByWindow = added.rowsByWindow();
        long maxEventMicros = Math.max(before.maxEventMicros(), added.latestEventMicros());
        long watermark = before.watermarkMicros(model);
        Set<Long> late = new TreeSet<>();
        Set<Long> touched = new TreeSet<>();
        for (Long window : rowsByWindow.keySet()) {
            boolean isLate = watermark != GoldState.NO_EVENT && window + model.windowMicros() <= watermark;
            if (isLate) {
                late.add(window);
            }
            if (!isLate || model.late() == Model.Late.COUNT) {
                touched.add(window);
            }
        }
        if (!late.isEmpty()) {
            lateRows.list(added, late, until, watermark);
        }
        long listed = model.late() == Model.Late.LIST
                ? late.stream().mapToLong(rowsByWindow::get).sum()
                : 0;
        long counted = touched.stream().mapToLong(rowsByWindow::get).sum();
        Set<Long> inMemory =
                windows.isPresent() ? windows.get().follow(added, touched, before.silverSnapshotId(), until) : Set.of();
        GoldTable.Answer answer = gold.answer();
        for (List<Long> slice : gold.partitions().slices(touched)) {
            answer.replace(slice, answer(slice, inMemory, until, added.rows()));
        }
        GoldState after = new GoldState(
                until, maxEventMicros, before.rowsCounted() + counted, before.rowsLate() + listed, model.hash());
        answer.commit(after);
        return after;
    }

    private List<Row> answer(List<Long> slice, Set<Long> inMemory, long until, long addedRows) {
        TreeSet<Long> others = new TreeSet<>(slice);
        others.removeAll(inMemory);
        if (others.isEmpty()) {
            return windows.orElseThrow().answer(slice);
        }
        List<Row> rows = new ArrayList<>(askSpark(others, until, addedRows));
        TreeSet<Long> here = new TreeSet<>(slice);
        here.removeAll(others);
        windows.ifPresent(open -> rows.addAll(open.answer(here)));
        return rows;
    }

    /** The answer for some windows, from all of their rows. */
    private List<Row> askSpark(SortedSet<Long> starts, long until, long addedRows) {
        Dataset<Row> rows = only(question.silver(until, starts.first(), starts.last() + model.windowMicros()), starts);
        // A few windows are one task's work: without a second one there is nothing to shuffle.
        return question.ask(addedRows < FEW_ROWS ? rows.coalesce(1) : rows).collectAsList();
    }

    /** The batch's answer, committed; late rows that it has counted are marked, now or after the next start. */
    private Recomputation.Result rebuild(Snapshot asOf, GoldPartitions.Range range, Progress progress) {
        marked = false;
        Recomputation.Result rebuilt =
                new Recomputation(model, question, silver, gold, lateRows, lake).over(range, asOf, progress);
        markWhatABatchCounted();
        return rebuilt;
    }

    /** The rows of some windows; a run of windows without gaps needs no more than its two ends. */
    private Dataset<Row> only(Dataset<Row> rows, Set<Long> windows) {
        List<Long> starts = new ArrayList<>(windows);
        long first = starts.get(0);
        long end = starts.get(starts.size() - 1) + model.windowMicros();
        Dataset<Row> between = rows.where(col("_event_time")
                .geq(GoldState.instant(first))
                .and(col("_event_time").lt(GoldState.instant(end))));
        if ((end - first) / model.windowMicros() == starts.size()) {
            return between;
        }
        Dataset<Row> wanted = spark.createDataset(starts, Encoders.LONG()).toDF("_window");
        return between.join(broadcast(wanted), windowStart().equalTo(col("_window")), "left_semi");
    }

    private Column windowStart() {
        return expr("unix_micros(_event_time) - pmod(unix_micros(_event_time), " + model.windowMicros() + "L)");
    }
}
