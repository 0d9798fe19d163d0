package dev.plumbline.airflow;

import dev.plumbline.runtime.Settings;
import java.net.URI;
import java.time.Duration;

/** Where Airflow answers, as whom to speak to it, and how long to wait. The password is kept apart: a record prints its fields. */
public record AirflowConfig(URI url, String user, Duration connectTimeout, Duration requestTimeout) {

    private static final int PORT = 8085;

    public AirflowConfig {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "airflow.url is " + url + ", expected an address such as http://127.0.0.1:8085");
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("airflow.user is empty, expected the name of a user of Airflow");
        }
    }

    /** The Airflow of the stack, unless settings say otherwise. */
    public static AirflowConfig from(Settings settings) {
        return settings.parsed(AirflowConfig::read);
    }

    private static AirflowConfig read(Settings settings) {
        int offset = (int) settings.number("port.offset", 0, 0, 55_000);
        int port = settings.port("airflow.port", PORT + offset);
        return new AirflowConfig(
                URI.create(settings.text("airflow.url", "http://127.0.0.1:" + port)),
                settings.text("airflow.user", "admin"),
                Duration.ofSeconds(3),
                settings.duration("airflow.timeout", Duration.ofSeconds(30)));
    }
}
