package dev.plumbline.runtime;

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
            .importPackages("dev.plumbline.runtime");

    @Test
    void theRuntimeKnowsNothingOfThePlatform() {
        noClasses()
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.plumbline..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("dev.plumbline.runtime.."))))
                .check(CLASSES);
    }

    @Test
    void whatEveryProcessUsesNeedsNoWebFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..runtime.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..runtime.web..", "io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(CLASSES);
    }
}
