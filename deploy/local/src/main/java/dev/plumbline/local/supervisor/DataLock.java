package dev.plumbline.local.supervisor;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One platform per data directory: a lock on {@code plumbline.lock} that the operating system gives back when its holder
 * dies, however it dies. The file's text says who holds it and where its layers answer.
 */
public final class DataLock implements AutoCloseable {

    /** Who holds a data directory; {@code settings} are those that decide where the layers answer, as given and worked out. */
    public record Holder(long pid, String startedAt, String url, String data, Map<String, String> settings) {}

    private static final String NAME = "plumbline.lock";

    /** Behind any text, so that the text can be read while it is locked, on systems where a lock forbids reading too. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the directory for this process, or fails saying who has it. */
    public static DataLock take(Path data, Holder holder) {
        try {
            Files.createDirectories(data);
            FileChannel channel = FileChannel.open(
                    PrivateFile.prepare(data.resolve(NAME)), StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lockedWithin(channel, 10)) {
                channel.close();
                throw heldBy(data, read(data).orElse(null));
            }
            byte[] text = Json.pretty(holder).getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text), 0);
            return new DataLock(channel);
        } catch (IOException e) {
            throw Failure.environment(
                    "The data directory " + data + " cannot be used: " + e, "choose another with --data DIR");
        }
    }

    /** Who holds the directory now; empty when nobody does. */
    public static Optional<Holder> holder(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (locked(channel, true)) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The lock " + file + " cannot be looked at", e);
        }
        return read(data);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Someone who only looks holds the lock for a moment too, hence the few attempts. */
    private static boolean lockedWithin(FileChannel channel, int attempts) throws IOException {
        for (int i = 0; i < attempts; i++) {
            if (locked(channel, false)) {
                return true;
            }
            LockSupport.parkNanos(30_000_000);
        }
        return false;
    }

    @SuppressWarnings("resource") // closing the channel gives the lock back
    private static boolean locked(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, shared);
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    /** What the holder wrote; without a process where it is still writing, or somebody has written over it. */
    private static Optional<Holder> read(Path data) throws UncheckedIOException {
        try {
            Holder holder = Json.read(Files.readString(data.resolve(NAME)), Holder.class);
            return Optional.of(holder == null || holder.settings() == null ? unknown(data) : holder);
        } catch (JsonProcessingException broken) {
            return Optional.of(unknown(data));
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + data + " cannot be read", e);
        }
    }

    private static Holder unknown(Path data) {
        return new Holder(0, "", "", data.toString(), Map.of());
    }

    private static Failure heldBy(Path data, Holder holder) {
        String who = holder == null || holder.pid() == 0
                ? "another process"
                : "process " + holder.pid() + " since " + holder.startedAt()
                        + (holder.url().isEmpty() ? "" : ", " + holder.url());
        return Failure.refused(
                "The data directory " + data + " is held by " + who,
                "./plumbline status, ./plumbline down, or another directory with --data DIR --port-offset N");
    }
}
