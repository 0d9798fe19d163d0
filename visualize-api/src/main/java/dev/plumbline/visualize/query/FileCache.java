package dev.plumbline.visualize.query;

import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of files of a warehouse that is somewhere else, in a folder of this process alone. A file is fetched once, however
 * many ask for it, and stays until room is needed: then whichever has not been used for longest goes, but none that is held.
 * A file has its name only when it is whole, so what a kill leaves behind is never taken for one.
 */
public final class FileCache implements FilesOnDisk {

    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
    private static final String SUFFIX = ".parquet";
    private static final int FETCHES = 8;

    /** A file that is here or on its way. Guarded by the cache, but for {@code there}, which is only replaced under it. */
    private static final class Entry {
        private final Path path;
        private final long bytes;
        private volatile CompletableFuture<Void> there;
        private int holders;

        private Entry(Path path, long bytes, CompletableFuture<Void> there) {
            this.path = path;
            this.bytes = bytes;
            this.there = there;
        }
    }

    private final Warehouse warehouse;
    private final Path folder;
    private final long maxBytes;
    private final Duration patience;
    private final Counter fetched;
    private final ExecutorService fetching;
    private final AtomicLong parts = new AtomicLong();
    private final Map<Path, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private FileCache(Warehouse warehouse, Path folder, long maxBytes, Duration patience, MeterRegistry metrics) {
        this.warehouse = warehouse;
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.fetched = Counter.builder("plumbline.visualize.fetched.bytes")
                .description("Bytes of data files fetched from the warehouse")
                .register(metrics);
        Gauge.builder("plumbline.visualize.files.bytes", this, FileCache::bytes)
                .description("Bytes of data files kept on the local disk")
                .register(metrics);
        AtomicLong threads = new AtomicLong();
        this.fetching = Executors.newFixedThreadPool(FETCHES, task -> {
            Thread thread = new Thread(task, "fetch-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A cache of at most {@code maxBytes} in {@code folder}, with what earlier processes fetched. Who asks waits for
     * {@code patience} at most; what is on its way by then still arrives.
     */
    public static FileCache open(
            Warehouse warehouse, Path folder, long maxBytes, Duration patience, MeterRegistry metrics) {
        FileCache cache = new FileCache(warehouse, folder.toAbsolutePath().normalize(), maxBytes, patience, metrics);
        try {
            cache.adopt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder + " for copies of data files", e);
        }
        return cache;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Path path(TableName table, String location) {
        if (!warehouse.holds(location)) {
            throw ProblemException.unsupported(table + " has a file outside the warehouse " + warehouse.location()
                    + " (setting warehouse), which alone is read here: " + location);
        }
        return path(location);
    }

    @Override
    public String pathOf(String column) {
        return "(" + Sql.text(folder + "/") + " || sha256(" + column + ") || " + Sql.text(SUFFIX) + ")";
    }

    @Override
    public Held hold(FileIO io, Supplier<TableFiles> files) {
        List<ContentFile<?>> wanted = files.get().all();
        requireFitting(wanted);
        List<Entry> held = new ArrayList<>(wanted.size());
        try {
            // Those that are here are held first, so that room for the others is not made of them.
            List<ContentFile<?>> missing = new ArrayList<>();
            for (ContentFile<?> file : wanted) {
                if (!take(file, held)) {
                    missing.add(file);
                }
            }
            for (ContentFile<?> file : missing) {
                fetch(io, file, held);
            }
            await(held);
            return () -> release(held);
        } catch (RuntimeException e) {
            release(held);
            throw e;
        }
    }

    @Override
    public void close() {
        fetching.shutdownNow();
    }

    private synchronized long bytes() {
        return bytes;
    }

    private Path path(String location) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(location.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash) + SUFFIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void requireFitting(List<ContentFile<?>> wanted) {
        long needed = wanted.stream().mapToLong(ContentFile::fileSizeInBytes).sum();
        if (needed > maxBytes) {
            throw new ProblemException(
                    507,
                    "The table is too large to be read here",
                    "its " + wanted.size() + " files have " + needed + " bytes, and " + maxBytes
                            + " may be kept on the local disk; raise visualize.file-cache-bytes");
        }
    }

    /** Holds a file that is here, whole, or on its way; one that somebody has deleted or changed is here no more. */
    private boolean take(ContentFile<?> file, List<Entry> held) {
        Path path = path(file.location());
        boolean whole = size(path) == file.fileSizeInBytes();
        synchronized (this) {
            Entry entry = entries.get(path);
            if (entry == null || entry.there.isDone() && !whole) {
                return false;
            }
            entry.holders++;
            held.add(entry);
            return true;
        }
    }

    private synchronized void fetch(FileIO io, ContentFile<?> file, List<Entry> held) {
        Path path = path(file.location());
        Entry entry = entries.get(path);
        if (entry == null) {
            makeRoom(file.fileSizeInBytes());
            entry = new Entry(path, file.fileSizeInBytes(), null);
            entries.put(path, entry);
            bytes += entry.bytes;
        }
        if (entry.there == null || entry.there.isDone() && size(path) != file.fileSizeInBytes()) {
            Entry mine = entry;
            entry.there = CompletableFuture.runAsync(() -> download(io, file, path), fetching);
            entry.there.whenComplete((done, failure) -> {
                if (failure != null) {
                    forget(mine);
                }
            });
        }
        entry.holders++;
        held.add(entry);
    }

    private void await(List<Entry> held) {
        CompletableFuture<?>[] all = held.stream().map(entry -> entry.there).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(all).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            long done = Stream.of(all).filter(CompletableFuture::isDone).count();
            throw new ProblemException(
                    504,
                    "The files are not here yet",
                    done + " of " + all.length + " files were here after " + patience.toMillis()
                            + " ms, and the others are still being fetched; ask again");
        } catch (ExecutionException e) {
            throw problem(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("visualize-api is stopping");
        }
    }

    private static ProblemException problem(Throwable failure) {
        if (failure instanceof NotFoundException) {
            return new ProblemException(
                    410,
                    "The snapshot is gone",
                    "a data file of the snapshot has been removed; ask for a newer one: " + failure.getMessage());
        }
        return ProblemException.unavailable(
                "a data file cannot be fetched from the warehouse: " + failure.getMessage());
    }

    private synchronized void release(List<Entry> held) {
        held.forEach(entry -> entry.holders--);
    }

    private synchronized void forget(Entry entry) {
        if (entries.remove(entry.path, entry)) {
            bytes -= entry.bytes;
        }
    }

    private void makeRoom(long needed) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes + needed > maxBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.holders == 0 && entry.there.isDone()) {
                oldest.remove();
                bytes -= entry.bytes;
                delete(entry.path);
            }
        }
        if (bytes + needed > maxBytes) {
            throw ProblemException.unavailable("files that other queries are reading fill the " + maxBytes
                    + " bytes that may be kept on the local disk (visualize.file-cache-bytes); try again");
        }
    }

    private void download(FileIO io, ContentFile<?> file, Path path) {
        Path part = folder.resolve(path.getFileName() + "." + parts.incrementAndGet() + ".part");
        try {
            try (InputStream from = io.newInputFile(file.location(), file.fileSizeInBytes())
                            .newStream();
                    FileChannel to = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                from.transferTo(Channels.newOutputStream(to));
                if (to.position() != file.fileSizeInBytes()) {
                    throw new IOException(file.location() + " ended after " + to.position() + " bytes, expected "
                            + file.fileSizeInBytes());
                }
                // After a power cut a file must not have its name and size without its content.
                to.force(false);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
            fetched.increment(file.fileSizeInBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(part);
        }
    }

    /** Takes over what earlier processes fetched, the latest as the last to go, and clears what they left unfinished. */
    private synchronized void adopt() throws IOException {
        Files.createDirectories(folder);
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.toList();
        }
        List<Path> whole = new ArrayList<>();
        for (Path file : found) {
            if (file.getFileName().toString().matches("[0-9a-f]{64}\\" + SUFFIX)) {
                whole.add(file);
            } else {
                Files.deleteIfExists(file);
            }
        }
        whole.sort(Comparator.comparingLong(file -> file.toFile().lastModified()));
        for (Path file : whole) {
            Entry entry = new Entry(file, size(file), CompletableFuture.completedFuture(null));
            entries.put(file, entry);
            bytes += entry.bytes;
        }
        makeRoom(0);
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("a file cannot be deleted file={} problem={}", path, e.toString());
        }
    }
}
