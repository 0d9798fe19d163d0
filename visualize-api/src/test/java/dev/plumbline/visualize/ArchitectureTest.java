package dev.plumbline.visualize;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.visualize");

    @Test
    void onlyTheBufferKnowsKafka() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void onlyTheQueryPackageKnowsDuckDb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..visualize.query..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.duckdb..")
                .check(CLASSES);
    }

    @Test
    void topicsAreKnownOnlyWhereThingsAreLive() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..visualize.live..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.plumbline.buffer.kafka..")
                .check(CLASSES);
    }

    @Test
    void visualizeKnowsNeitherProcessingNorIngestNorTheCatalogsInside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.processing..", "dev.plumbline.ingest..", "dev.plumbline.storage.catalog..")
                .check(CLASSES);
    }

    @Test
    void tablesStandBelowQueriesAndQueriesBelowTheBookAndWhatIsLive() {
        noClasses()
                .that()
                .resideInAPackage("..visualize.tables..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..visualize.query..", "..visualize.book..", "..visualize.live..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..visualize.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..visualize.book..", "..visualize.live..")
                .check(CLASSES);
    }

    @Test
    void onlyResourcesKnowTheWebFramework() {
        noClasses()
                .that()
                .resideInAnyPackage("..visualize.tables..", "..visualize.query..", "..visualize.book..")
                .and()
                .haveSimpleNameNotEndingWith("Resource")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.javalin..")
                .check(CLASSES);
    }
}
