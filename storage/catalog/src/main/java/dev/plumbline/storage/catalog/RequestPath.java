package dev.plumbline.storage.catalog;

import io.javalin.http.Context;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTUtil;

/**
 * The names in a request's path, {@code /v1/namespaces/NAMESPACE/tables/TABLE}, read from the path as it was sent: some
 * clients write a space as {@code +}, others as {@code %20}, and a decoded path no longer tells a {@code +} from a space.
 */
record RequestPath(String[] segments) {

    private static final int NAMESPACE = 3;
    private static final int NAME = 5;
    private static final String LEVEL_SEPARATOR = "%1F";

    static RequestPath of(Context context) {
        return new RequestPath(context.req().getRequestURI().split("/"));
    }

    Namespace namespace() {
        return RESTUtil.decodeNamespace(segments[NAMESPACE], LEVEL_SEPARATOR);
    }

    TableIdentifier identifier() {
        return TableIdentifier.of(namespace(), RESTUtil.decodeString(segments[NAME]));
    }
}
