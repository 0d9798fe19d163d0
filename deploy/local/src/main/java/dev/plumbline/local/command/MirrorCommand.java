package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.compose.StackImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the images of the stack, and brings them to machines without a network. */
@Command(
        name = "mirror",
        description =
                "List the container images of the stack; --save writes them to a file for machines without a network.")
final class MirrorCommand extends PlatformCommand {

    @Option(names = "--pull", description = "Pull those that are not on this machine.")
    boolean pull;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Pull what is missing and write all to a file that 'docker load' reads.")
    Path file;

    @Override
    int run() {
        ComposeStack stack = StackCommands.of(this).stack();
        if (file != null && Files.exists(file)) {
            throw Failure.refused(file + " is there already", "choose another name, or delete it");
        }
        List<StackImage> images = stack.images();
        if (pull || file != null) {
            images.stream()
                    .filter(image -> !image.present() && !image.builtHere())
                    .forEach(stack::pull);
            images = stack.images();
        }
        List<StackImage> found = images;
        print(found, () -> list(found));
        if (file != null) {
            save(stack, found);
        }
        return ExitCode.OK;
    }

    private void list(List<StackImage> images) {
        TextTable table = new TextTable("image", "used by", "here", "size");
        images.forEach(image -> table.row(
                image.name(),
                image.usedBy(),
                image.present() ? "yes" : image.builtHere() ? "not built" : "no",
                image.present() ? Amounts.megabytes(image.bytes()) : "-"));
        table.print(out());
        out().flush();
    }

    private void save(ComposeStack stack, List<StackImage> images) {
        List<StackImage> here = images.stream().filter(StackImage::present).toList();
        images.stream()
                .filter(image -> !image.present())
                .forEach(image ->
                        talk(image.name() + " is built by ./plumbline up --compose and not here yet; left out."));
        talk("Writing " + here.size() + " images to " + file);
        stack.save(here, file);
        talk("There: docker load --input " + file.getFileName() + ", and MINIO_DIGEST= in deploy/compose/.env,"
                + " because a loaded image has its tag only.");
    }
}
