package dev.plumbline.buffer.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.plumbline");

    @Test
    void theContractDependsOnNothingElseOfThePlatform() {
        classes()
                .that()
                .resideInAPackage("dev.plumbline.buffer.contract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.buffer.contract..",
                        "java..",
                        "com.fasterxml.jackson..",
                        "com.networknt.schema..",
                        "org.yaml.snakeyaml..")
                .check(CLASSES);
    }

    @Test
    void theContractKnowsNoBrokerNoEngineAndNoTableFormat() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.spark..", "org.apache.iceberg..", "io.javalin..")
                .check(CLASSES);
    }
}
