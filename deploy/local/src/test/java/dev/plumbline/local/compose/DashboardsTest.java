package dev.plumbline.local.compose;

import static dev.plumbline.local.compose.ComposeFiles.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Checkout;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the dashboards to what people need from them; check-types.sh holds them to Grafana's types, ComposeIT asks their questions. */
class DashboardsTest {

    private static final int COLUMNS = 24;

    private final Map<String, JsonNode> dashboards = Dashboards.all();

    @Test
    void theyAreFoundByNamesOfTheirOwn() {
        assertThat(dashboards).containsKeys("platform.json", "stream.json", "tables.json", "jobs.json");
        assertThat(dashboards.values().stream().map(it -> it.path("uid").asText()))
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.startsWith("plumbline-"));
        assertThat(dashboards.values()).allSatisfy(dashboard -> {
            assertThat(dashboard.path("title").asText()).isNotBlank();
            assertThat(dashboard.path("description").asText()).isNotBlank();
            assertThat(dashboard.path("tags").toString()).contains("plumbline");
        });
    }

    @Test
    void everyPanelSaysWhatItShowsHowItIsMeasuredAndInWhichUnit() {
        panels().forEach((name, panel) -> {
            assertThat(panel.path("title").asText()).as(name).isNotBlank();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText()).as(name).hasSizeGreaterThan(20);
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(name)
                        .isNotBlank();
                assertThat(panel.path("targets")).as(name).isNotEmpty();
            }
        });
    }

    @Test
    void everyPanelHasAnIdAndAPlaceOfItsOwn() {
        dashboards.forEach((file, dashboard) -> {
            Set<Integer> ids = new HashSet<>();
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String name = file + ", " + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
                JsonNode place = panel.path("gridPos");
                int right = place.path("x").asInt() + place.path("w").asInt();
                assertThat(right).as(name).isBetween(1, COLUMNS);
                for (int x = place.path("x").asInt(); x < right; x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        assertThat(taken.add(x + "," + (place.path("y").asInt() + y)))
                                .as(name)
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void theyAskOnlyTheDataSourcesThatThereAre() {
        List<Map<String, Object>> provisioned =
                get(ComposeFiles.read("grafana/provisioning/datasources/plumbline.yaml"), "datasources");
        Map<String, String> types = new TreeMap<>();
        provisioned.forEach(source ->
                types.put(source.get("uid").toString(), source.get("type").toString()));

        assertThat(provisioned.get(0)).containsEntry("uid", "prometheus").containsEntry("isDefault", true);
        panels().forEach((name, panel) -> {
            List<JsonNode> references = new ArrayList<>(panel.findValues("datasource"));
            assertThat(references).as(name).allSatisfy(reference -> assertThat(
                            types.get(reference.path("uid").asText()))
                    .isEqualTo(reference.path("type").asText()));
        });
        assertThat(Dashboards.questions())
                .hasSizeGreaterThan(50)
                .allSatisfy(question -> assertThat(question.text()).isNotBlank().doesNotContainPattern("\\$[a-z{]"));
    }

    @Test
    void theyAskForMetricsThatThePlatformHas() throws Exception {
        String page = Files.readString(Checkout.current().home().resolve("docs/reference/metrics.md"));
        List<String> used = Dashboards.questions().stream()
                .filter(question -> question.dataSource().equals("prometheus"))
                .flatMap(question -> Pattern.compile("\\b(plumbline_|stream:|disk:)[a-z0-9_:]+\\b")
                        .matcher(question.text())
                        .results()
                        .map(MatchResult::group))
                .distinct()
                .toList();

        assertThat(used).hasSizeGreaterThan(25).allSatisfy(metric -> assertThat(page)
                .contains("`" + metric.replaceFirst("_count$", "") + "`"));
    }

    @Test
    void grafanaFindsItsFilesAndReachesNothingElse() {
        Map<String, Object> grafana = ComposeFiles.services().get("grafana");
        List<Map<String, Object>> provider =
                get(ComposeFiles.read("grafana/provisioning/dashboards/plumbline.yaml"), "providers");
        Map<String, Object> place = get(provider.get(0), "options");
        Map<String, String> environment = get(grafana, "environment");
        List<Map<String, Object>> sources =
                get(ComposeFiles.read("grafana/provisioning/datasources/plumbline.yaml"), "datasources");
        Map<String, Object> api = sources.get(1);

        assertThat(ComposeFiles.<List<String>>get(grafana, "volumes"))
                .contains("./grafana/dashboards:" + place.get("path") + ":ro");
        assertThat(environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .isEqualTo(place.get("path") + "/platform.json");
        assertThat(ComposeFiles.<Map<String, Object>>get(api, "jsonData").get("allowedHosts"))
                .isEqualTo(List.of(api.get("url")));
        assertThat(ComposeFiles.text("grafana/contact-points/webhook.yaml")).contains("url: $PLUMBLINE_ALERT_WEBHOOK");
        assertThat(environment).containsKey("PLUMBLINE_ALERT_WEBHOOK");
    }

    /** Every panel, by its dashboard and title. */
    private Map<String, JsonNode> panels() {
        Map<String, JsonNode> panels = new TreeMap<>();
        dashboards.forEach((file, dashboard) -> dashboard
                .path("panels")
                .forEach(panel -> panels.put(
                        file + ", " + panel.path("id").asText() + " "
                                + panel.path("title").asText(),
                        panel)));
        return panels;
    }
}
