package dev.plumbline.visualize.web;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request's query string says. A parameter that would be passed over is refused: its sender would take the answer for another. */
public final class Parameters {

    private Parameters() {}

    /** All of them, each given once. */
    public static Map<String, String> all(Context context) {
        Map<String, String> parameters = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, values) -> {
            if (values.size() != 1) {
                throw ProblemException.invalid("the parameter " + name + " is given " + values.size() + " times");
            }
            parameters.put(name, values.get(0));
        });
        return parameters;
    }

    /** Those that a route has, in the order in which they are to be named. */
    public static Map<String, String> of(Context context, String... known) {
        Map<String, String> parameters = all(context);
        for (String name : parameters.keySet()) {
            if (!List.of(known).contains(name)) {
                throw ProblemException.invalid("there is no parameter '" + name + "'; "
                        + switch (known.length) {
                            case 0 -> "this takes none";
                            case 1 -> "there is " + known[0];
                            default -> "there are " + String.join(" and ", known);
                        });
            }
        }
        return parameters;
    }
}
