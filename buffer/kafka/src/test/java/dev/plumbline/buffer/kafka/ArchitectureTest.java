package dev.plumbline.buffer.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.plumbline.buffer.kafka");

    @Test
    void theBufferKnowsNoOtherLayer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.ingest..",
                        "dev.plumbline.storage..",
                        "dev.plumbline.processing..",
                        "dev.plumbline.visualize..")
                .check(CLASSES);
    }

    @Test
    void theBufferKnowsNoWebServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "dev.plumbline.runtime.web..")
                .check(CLASSES);
    }

    @Test
    void noKafkaTypeLeavesThroughAPublicMethod() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .notHaveRawReturnType(kafka())
                .andShould()
                .notHaveRawParameterTypes(
                        DescribedPredicate.anyElementThat(kafka()).forSubtype())
                .check(CLASSES);
    }

    @Test
    void onlyTheBrokerKnowsTheServer() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Broker")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> kafka() {
        return JavaClass.Predicates.resideInAnyPackage("kafka..", "org.apache.kafka..");
    }
}
