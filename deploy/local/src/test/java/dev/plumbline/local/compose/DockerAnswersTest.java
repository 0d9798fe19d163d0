package dev.plumbline.local.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DockerAnswersTest {

    @Test
    void readsOneObjectALineAndAnArray() {
        assertThat(ComposeStack.objects("{\"a\":1}\n{\"a\":2}\n")).hasSize(2);
        assertThat(ComposeStack.objects("[{\"a\":1},\n {\"a\":2}]")).hasSize(2);
        assertThat(ComposeStack.objects("")).isEmpty();
    }

    @Test
    void readsAmountsOfMemory() {
        assertThat(Containers.bytes("512B")).isEqualTo(512);
        assertThat(Containers.bytes("350.5MiB")).isEqualTo(367_525_888);
        assertThat(Containers.bytes("1.25GiB")).isEqualTo(1_342_177_280);
        assertThat(Containers.bytes("--")).isZero();
    }

    @Test
    void comparesVersionsByTheirNumbers() {
        assertThat(Engine.newEnough("2.40.3")).isTrue();
        assertThat(Engine.newEnough("2.24.0-desktop.1")).isTrue();
        assertThat(Engine.newEnough("5.0.0")).isTrue();
        assertThat(Engine.newEnough("2.9.9")).isFalse();
        assertThat(Engine.newEnough("1.29.2")).isFalse();
    }

    @Test
    void anImageIsSavedUnderItsTag() {
        StackImage image = new StackImage("quay.io/a/b:v1@sha256:00ff", "a", false, true, 1);

        assertThat(image.tagged()).isEqualTo("quay.io/a/b:v1");
    }
}
