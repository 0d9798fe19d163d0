package dev.plumbline.local.compose;

import static dev.plumbline.local.compose.ComposeFiles.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds every alert to saying what to do, to a part of the page on alerts, and to cases of its own. PrometheusIT runs them. */
class AlertRulesTest {

    private final Map<String, Map<String, Object>> alerts = alerts();

    @Test
    void everyAlertSaysWhatIsWrongAndWhatToTypeNext() {
        assertThat(alerts).hasSizeGreaterThan(10);
        alerts.forEach((name, alert) -> {
            Map<String, String> labels = get(alert, "labels");
            Map<String, String> annotations = get(alert, "annotations");
            assertThat(labels.get("severity")).as(name).isIn("warning", "critical");
            assertThat(annotations.get("summary")).as(name).isNotBlank();
            assertThat(annotations.get("description")).as(name).containsPattern("\\. Next: (\\./plumbline|docker) ");
        });
    }

    @Test
    void everyAlertHasItsPartOfThePage() throws Exception {
        String page = page("docs/how-to/alerts.md");

        alerts.forEach((name, alert) -> {
            assertThat(page).as(name).contains("\n## " + name + "\n");
            assertThat(ComposeFiles.<Map<String, String>>get(alert, "annotations")
                            .get("runbook"))
                    .as(name)
                    .isEqualTo("docs/how-to/alerts.md#" + name.toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void everyAlertIsTriedWhereItFiresAndWhereItMustNot() {
        Map<String, List<Boolean>> cases = new LinkedHashMap<>();
        List<Map<String, Object>> tests = get(ComposeFiles.read("prometheus/tests/alerts.yaml"), "tests");
        for (Map<String, Object> test : tests) {
            for (Map<String, Object> expected : ComposeFiles.<List<Map<String, Object>>>get(test, "alert_rule_test")) {
                boolean fires =
                        !ComposeFiles.<List<Object>>get(expected, "exp_alerts").isEmpty();
                cases.computeIfAbsent(expected.get("alertname").toString(), unknown -> new ArrayList<>())
                        .add(fires);
            }
        }

        assertThat(cases.keySet()).containsExactlyInAnyOrderElementsOf(alerts.keySet());
        cases.forEach((name, fires) -> assertThat(fires).as(name).contains(true, false));
    }

    @Test
    void rulesAskForMetricsThatThePlatformHas() throws Exception {
        String page = page("docs/reference/metrics.md");
        String rules = ComposeFiles.text("prometheus/rules/alerts.yaml")
                + ComposeFiles.text("prometheus/rules/recording.yaml");
        List<String> used = Pattern.compile("\\b(plumbline|disk|stream|object_store)[:_][a-z0-9_:]+\\b")
                .matcher(rules)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertThat(used).hasSizeGreaterThan(15).allSatisfy(metric -> assertThat(page)
                .contains("`" + metric + "`"));
    }

    private static Map<String, Map<String, Object>> alerts() {
        Map<String, Map<String, Object>> alerts = new LinkedHashMap<>();
        List<Map<String, Object>> groups = get(ComposeFiles.read("prometheus/rules/alerts.yaml"), "groups");
        groups.forEach(group -> ComposeFiles.<List<Map<String, Object>>>get(group, "rules")
                .forEach(rule -> alerts.put(rule.get("alert").toString(), rule)));
        return alerts;
    }

    private static String page(String name) throws IOException {
        return Files.readString(Checkout.current().home().resolve(name));
    }
}
