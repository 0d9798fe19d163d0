package dev.plumbline.storage.catalog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.storage.catalog");

    @Test
    void storageKnowsNoOtherLayer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.buffer.kafka..",
                        "dev.plumbline.ingest..",
                        "dev.plumbline.processing..",
                        "dev.plumbline.visualize..",
                        "org.apache.kafka..",
                        "org.apache.spark..",
                        "org.apache.hadoop..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDoorSpeaksHttp() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(CatalogDoor|CatalogErrors|RequestPath)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void onlyTheAppIsPublic() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleName("StorageApp")
                .check(CLASSES);
    }
}
