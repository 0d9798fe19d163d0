package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.MountableFile;

/** The job of the stack that makes the catalog's role and database, at a real PostgreSQL. */
@Testcontainers(disabledWithoutDocker = true)
class CatalogDatabaseIT {

    private static final String PASSWORD = UUID.randomUUID().toString();

    @Container
    static final PostgreSQLContainer POSTGRES =
            new PostgreSQLContainer("postgres:17").withUsername("postgres").withPassword(PASSWORD);

    @BeforeAll
    static void copyTheJob() {
        POSTGRES.copyFileToContainer(
                MountableFile.forHostPath(Checkout.current().home().resolve("deploy/compose/postgres")), "/init");
    }

    @Test
    void madeTwiceItHasItsOwnerWithTheNewPassword() throws Exception {
        assertThat(job(PASSWORD, "first").getExitCode()).isZero();
        ExecResult again = job(PASSWORD, "second");

        assertThat(again.getExitCode()).as(again.toString()).isZero();
        assertThat(run("PGPASSWORD=second psql -U catalog -d catalog -At -c 'SELECT current_user'")
                        .getStdout())
                .isEqualTo("catalog\n");
        assertThat(run("PGPASSWORD=first psql -U catalog -d catalog -c 'SELECT 1'")
                        .getExitCode())
                .isNotZero();
    }

    @Test
    void aVolumeOfOtherSecretsIsNamedAsTheReason() throws Exception {
        ExecResult answer = job("of another checkout", "any");

        assertThat(answer.getExitCode()).isEqualTo(2);
        assertThat(answer.getStderr())
                .contains("password authentication failed")
                .contains("made with other secrets than deploy/compose/.env")
                .contains("./plumbline reset --compose --yes");
    }

    private static ExecResult job(String password, String catalogPassword) throws Exception {
        return run("PGUSER=postgres PGPASSWORD='" + password + "' CATALOG_PASSWORD='" + catalogPassword
                + "' sh /init/run.sh catalog.sql");
    }

    /** From the address of the container, at which nobody is let in without a password. */
    private static ExecResult run(String command) throws Exception {
        return POSTGRES.execInContainer("sh", "-c", "export PGHOST=$(hostname -i); " + command);
    }
}
