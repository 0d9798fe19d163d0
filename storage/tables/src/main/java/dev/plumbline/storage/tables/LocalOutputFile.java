package dev.plumbline.storage.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file on the local disk that Iceberg writes; its folder is made where it is missing. */
record LocalOutputFile(String location, Path path, boolean fsync) implements OutputFile {

    @Override
    public PositionOutputStream create() {
        return open(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location, path);
    }

    @Override
    public String toString() {
        return location;
    }

    private PositionOutputStream open(OpenOption... options) {
        try {
            return new LocalOutputStream(openMakingFolders(options), fsync ? path.getParent() : null);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "The file is already there: %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot write %s: %s", location, e);
        }
    }

    /** Most files go to a folder that is there, so the folder is made only when opening says it is missing. */
    private FileChannel openMakingFolders(OpenOption... options) throws IOException {
        try {
            return FileChannel.open(path, options);
        } catch (NoSuchFileException e) {
            Files.createDirectories(path.getParent());
            return FileChannel.open(path, options);
        }
    }

    /** Buffers small writes; forces file and folder to the disk at close where {@code forcedFolder} is given. */
    private static final class LocalOutputStream extends PositionOutputStream {

        private static final int BUFFER_BYTES = 1 << 14;

        private final FileChannel channel;
        private final Path forcedFolder;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long position;

        LocalOutputStream(FileChannel channel, Path forcedFolder) {
            this.channel = channel;
            this.forcedFolder = forcedFolder;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public long storedLength() {
            return position;
        }

        @Override
        public void write(int oneByte) throws IOException {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.put((byte) oneByte);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > buffer.remaining()) {
                flush();
            }
            if (length > buffer.capacity()) {
                writeOut(ByteBuffer.wrap(bytes, offset, length));
            } else {
                buffer.put(bytes, offset, length);
            }
            position += length;
        }

        @Override
        public void flush() throws IOException {
            buffer.flip();
            writeOut(buffer);
            buffer.clear();
        }

        @Override
        public void close() throws IOException {
            if (!channel.isOpen()) {
                return;
            }
            try (channel) {
                flush();
                if (forcedFolder != null) {
                    channel.force(true);
                }
            }
            if (forcedFolder != null) {
                try (FileChannel folder = FileChannel.open(forcedFolder, StandardOpenOption.READ)) {
                    folder.force(true);
                }
            }
        }

        private void writeOut(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
