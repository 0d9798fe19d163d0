package dev.plumbline.storage.tables;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.storage.tables");

    @Test
    void tablesKnowContractsAndIcebergAndNoOtherLayer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.runtime..",
                        "dev.plumbline.buffer.kafka..",
                        "dev.plumbline.ingest..",
                        "dev.plumbline.processing..",
                        "dev.plumbline.storage.catalog..",
                        "dev.plumbline.visualize..")
                .check(CLASSES);
    }

    @Test
    void nothingThatIcebergsRuntimesRelocateIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.iceberg.relocated..",
                        "org.apache.iceberg.shaded..",
                        "com.google.common..",
                        "com.fasterxml..",
                        "com.github.benmanes..",
                        "org.apache.hc..",
                        "org.apache.avro..")
                .check(CLASSES);
    }

    @Test
    void noEngineIsNeeded() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.apache.kafka..", "org.duckdb..")
                .check(CLASSES);
    }

    @Test
    void onlyWhatIsNamedByAPropertyKnowsAnObjectStoresClient() {
        noClasses()
                .that()
                .doNotHaveSimpleName("S3ClientFactory")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "org.apache.iceberg.aws..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("S3ClientFactory")
                .check(CLASSES);
    }
}
