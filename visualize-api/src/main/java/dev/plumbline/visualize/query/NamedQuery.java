package dev.plumbline.visualize.query;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question with a name, from one SQL file: an HTTP endpoint, an entry of the OpenAPI document and a source for charts.
 * {@code chart} says how to draw the answer, so that whoever draws it needs no code of its own.
 */
public record NamedQuery(
        String name,
        String description,
        List<QueryParameter> parameters,
        Optional<Map<String, Object>> chart,
        String sql,
        ParsedSelect select) {

    public NamedQuery {
        parameters = List.copyOf(parameters);
    }

    Optional<QueryParameter> parameter(String parameterName) {
        return parameters.stream().filter(p -> p.name().equals(parameterName)).findFirst();
    }
}
