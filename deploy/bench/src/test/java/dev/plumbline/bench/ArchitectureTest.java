package dev.plumbline.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.bench");

    @Test
    void benchmarksMeasureFromOutside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.ingest..",
                        "dev.plumbline.storage..",
                        "dev.plumbline.processing..",
                        "dev.plumbline.visualize..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..")
                .check(CLASSES);
    }

    @Test
    void freshnessReachesThePlatformOverHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("..freshness..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.plumbline.buffer..", "dev.plumbline.bench.ingest..")
                .check(CLASSES);
    }
}
