package dev.plumbline.storage.tables;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/** A file on the local disk that Iceberg reads. */
record LocalInputFile(String location, Path path) implements InputFile {

    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "No such file: %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot read the size of %s: %s", location, e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new LocalInputStream(FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "No such file: %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot open %s: %s", location, e);
        }
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public String toString() {
        return location;
    }

    /** Unbuffered: every reader of Iceberg's reads whole ranges or brings a buffer of its own. */
    private static final class LocalInputStream extends SeekableInputStream implements RangeReadable {

        private final FileChannel channel;
        private final ByteBuffer one = ByteBuffer.allocate(1);

        LocalInputStream(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() throws IOException {
            return channel.position();
        }

        @Override
        public void seek(long position) throws IOException {
            channel.position(position);
        }

        @Override
        public int read() throws IOException {
            one.clear();
            return channel.read(one) < 0 ? -1 : one.get(0) & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = Math.max(0, Math.min(count, channel.size() - channel.position()));
            channel.position(channel.position() + skipped);
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, channel.size() - channel.position()));
        }

        @Override
        public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position() - offset) < 0) {
                    throw new EOFException("The file ended " + buffer.remaining() + " bytes early");
                }
            }
        }

        @Override
        public int readTail(byte[] bytes, int offset, int length) throws IOException {
            int count = (int) Math.min(length, channel.size());
            readFully(channel.size() - count, bytes, offset, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
