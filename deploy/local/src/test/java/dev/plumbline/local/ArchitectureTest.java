package dev.plumbline.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.local");

    @Test
    void theCommandLineReachesTheLayersOverHttpOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.apache.spark..",
                        "org.apache.iceberg..",
                        "dev.plumbline.buffer.kafka..",
                        "dev.plumbline.ingest..",
                        "dev.plumbline.storage..",
                        "dev.plumbline.processing..",
                        "dev.plumbline.visualize..")
                .check(CLASSES);
    }

    @Test
    void onlyCommandsKnowPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void nothingBelowTheCommandsKnowsThem() {
        noClasses()
                .that()
                .resideInAnyPackage("..supervisor..", "..platform..", "..replay..", "..simulate..", "..compose..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..local.command..")
                .check(CLASSES);
    }

    @Test
    void theStackOfContainersDoesNotKnowHowLayersRunAsProcesses() {
        noClasses()
                .that()
                .resideInAPackage("..compose..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..supervisor..", "..replay..", "..simulate..")
                .check(CLASSES);
    }

    @Test
    void theSupervisorDoesNotKnowReplayOrSimulators() {
        noClasses()
                .that()
                .resideInAPackage("..supervisor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..replay..", "..simulate..")
                .check(CLASSES);
    }
}
