package dev.plumbline.runtime;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** The files that a process brings along in a folder of its class path: who adds one adds the file and names it nowhere. */
public final class ShippedFiles {

    /** Reads a folder; its paths are good only until this returns. */
    @FunctionalInterface
    public interface Reader {
        void read(Path folder) throws IOException;
    }

    private ShippedFiles() {}

    /** Lets {@code reader} see {@code folder} as {@code classes} has it, in a jar or in a build's output. */
    public static void read(ClassLoader classes, String folder, Reader reader) {
        URL found = classes.getResource(folder);
        if (found == null) {
            throw new IllegalStateException("the folder " + folder + " is missing on the class path");
        }
        try {
            if (!found.getProtocol().equals("jar")) {
                reader.read(Path.of(found.toURI()));
                return;
            }
            Path jar = Path.of(
                    ((JarURLConnection) found.openConnection()).getJarFileURL().toURI());
            try (FileSystem files = FileSystems.newFileSystem(jar)) {
                reader.read(files.getPath(folder));
            }
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("the shipped files cannot be read from " + found, e);
        }
    }
}
