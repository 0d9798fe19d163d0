package dev.plumbline.processing.job;

import dev.plumbline.processing.gold.ModelRunner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models that a request can name: {@code revenue_by_minute}, {@code orders/revenue_by_minute}, {@code gold.revenue_by_minute}. */
final class ModelNames {

    private final Map<String, ModelRunner> runners = new TreeMap<>();

    ModelNames(List<ModelRunner> runners) {
        runners.forEach(runner -> this.runners.put(runner.model().name(), runner));
    }

    ModelRunner runner(JobRequest request) {
        String name = request.required("model", runners.keySet());
        ModelRunner runner = runners.get(name.replaceFirst("^(gold\\.|[^/]*/)", ""));
        if (runner == null) {
            throw new JobRefusedException(404, "no model is called " + name + "; there are " + runners.keySet());
        }
        return runner;
    }
}
