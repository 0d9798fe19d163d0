package dev.plumbline.processing.spark;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system without its habit of forking a {@code chmod} for every file and writing a {@code .crc} beside
 * it: Spark writes two small files per micro-batch, and the forks cost more than the batch. A {@link LocalFileSystem},
 * because Spark casts to it.
 */
public final class PlainLocalFileSystem extends LocalFileSystem {

    public PlainLocalFileSystem() {
        super(new Raw());
        setWriteChecksum(false);
        setVerifyChecksum(false);
    }

    /** Files by {@code java.nio}; a rename replaces its target in one step. */
    public static final class Raw extends RawLocalFileSystem {

        @Override
        public void setPermission(Path path, FsPermission permission) {
            // The process's umask already says who may read; setting it again would fork a process per file.
        }

        @Override
        public boolean rename(Path source, Path target) throws IOException {
            File from = pathToFile(source);
            File to = pathToFile(target);
            if (to.isDirectory()) {
                return super.rename(source, target);
            }
            try {
                Files.move(from.toPath(), to.toPath(), StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /** The same for Hadoop's newer file context interface, through which Spark writes its checkpoint files. */
    public static final class Context extends DelegateToFileSystem {

        public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new Raw(), configuration, "file", false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }

        @Override
        public FsServerDefaults getServerDefaults(Path path) throws IOException {
            return LocalConfigKeys.getServerDefaults();
        }

        @Override
        public boolean isValidName(String name) {
            return true;
        }
    }
}
