package dev.plumbline.local.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner reads and writes, where the file system has modes. */
final class PrivateFile {

    private PrivateFile() {}

    /** Makes sure that the file is there and is its owner's only, before anything is written to it. */
    static Path prepare(Path file) throws IOException {
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        PosixFileAttributeView modes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (modes != null && Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            modes.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }
}
