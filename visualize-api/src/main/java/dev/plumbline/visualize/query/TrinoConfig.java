package dev.plumbline.visualize.query;

import java.net.URI;
import java.util.Optional;
import java.util.Properties;

/** Where Trino is, under which name it has the platform's catalog, and who asks. */
public record TrinoConfig(URI url, String catalog, String user, Optional<String> password) {

    public TrinoConfig {
        if (!url.toString().matches("https?://[^/?#@]+/?")) {
            throw new IllegalArgumentException(
                    "trino.url is " + url + ", expected an address such as http://127.0.0.1:8086");
        }
        if (!catalog.matches("[a-z][a-z0-9_-]*")) {
            throw new IllegalArgumentException("trino.catalog is " + catalog + ", expected a name such as plumbline");
        }
        if (password.isPresent() && !url.getScheme().equals("https")) {
            throw new IllegalArgumentException(
                    "trino.password is set and trino.url is " + url + ", expected https, since a password needs it");
        }
    }

    String jdbcUrl() {
        int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        return "jdbc:trino://" + url.getHost() + ":" + port + "/" + catalog;
    }

    /** What a connection is told; it holds the password. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        password.ifPresent(secret -> properties.setProperty("password", secret));
        properties.setProperty("SSL", Boolean.toString(url.getScheme().equals("https")));
        properties.setProperty("source", "visualize-api");
        // Days begin where they do in every other answer.
        properties.setProperty("timezone", "UTC");
        // One request for a statement and its values, in the place of three.
        properties.setProperty("explicitPrepare", "false");
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url + " catalog " + catalog + " as " + user;
    }
}
