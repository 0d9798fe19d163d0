package dev.plumbline.visualize.query;

import dev.plumbline.visualize.TestWarehouse;
import java.nio.file.Path;
import java.util.Map;

class DuckDbEngineTest extends QueryEngineContract {

    @Override
    TestWarehouse warehouse(Path directory) {
        return new TestWarehouse(directory);
    }

    @Override
    Map<String, String> settings(Path queries) {
        return Map.of("queries.dir", queries.toString());
    }
}
