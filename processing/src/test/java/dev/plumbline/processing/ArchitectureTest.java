package dev.plumbline.processing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.processing");

    @Test
    void processingKnowsNoWebServerAndNoBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javalin..", "dev.plumbline.runtime.web..", "kafka.server..", "dev.plumbline.buffer.kafka..")
                .check(CLASSES);
    }

    @Test
    void processingKnowsNeitherApiNorTheCatalogsProcess() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.ingest..", "dev.plumbline.visualize..", "dev.plumbline.storage.catalog..")
                .check(CLASSES);
    }

    @Test
    void streamsDoNotKnowWhichModelsFollowThem() {
        noClasses()
                .that()
                .resideInAPackage("..processing.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..processing.gold..")
                .check(CLASSES);
    }

    @Test
    void onlyStreamsReadKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..processing.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }
}
