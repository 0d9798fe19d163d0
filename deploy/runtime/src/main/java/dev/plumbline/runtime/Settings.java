package dev.plumbline.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A process's settings, each with its origin: a flag ({@code --ingest-port 8081}) wins over the environment
 * ({@code PLUMBLINE_INGEST_PORT}), that over a properties file ({@code --config FILE}), that over the default in the code.
 */
public final class Settings {

    /** One setting as it was used, for {@code config} and for logs; a {@link #secret} value is masked here. */
    public record Setting(String key, String value, String origin) {}

    private static final String MASK = "***";
    private static final String DURATION = "a duration such as 500ms, 1s, 5m or PT1S";

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final String fileName;
    private final Map<String, Setting> used = new TreeMap<>();

    private Settings(
            Map<String, String> flags, Map<String, String> environment, Map<String, String> file, String fileName) {
        this.flags = flags;
        this.environment = environment;
        this.file = file;
        this.fileName = fileName;
    }

    /** Settings of a process started with {@code args}; throws {@link InvalidSettingException} for words that are no flag. */
    public static Settings load(String[] args, Map<String, String> environment) {
        Map<String, String> flags = flags(args);
        String name = flags.getOrDefault("config", environment.getOrDefault("PLUMBLINE_CONFIG", ""));
        return new Settings(flags, Map.copyOf(environment), name.isEmpty() ? Map.of() : file(name), name);
    }

    /** Settings given as values, for tests and embedding; keys as in {@link #text}. */
    public static Settings of(Map<String, String> values) {
        Map<String, String> flags = new HashMap<>();
        values.forEach((key, value) -> flags.put(flagName(key), value));
        return new Settings(flags, Map.of(), Map.of(), "");
    }

    public String text(String key, String defaultValue) {
        return optional(key).orElseGet(() -> keep(key, defaultValue, "default"));
    }

    public Optional<String> optional(String key) {
        String flag = flags.get(flagName(key));
        if (flag != null) {
            return Optional.of(keep(key, flag, "flag --" + flagName(key)));
        }
        String variable = environmentName(key);
        String fromEnvironment = environment.get(variable);
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return Optional.of(keep(key, fromEnvironment, "environment " + variable));
        }
        String fromFile = file.get(key);
        return fromFile == null ? Optional.empty() : Optional.of(keep(key, fromFile, "file " + fileName));
    }

    public int port(String key, int defaultValue) {
        return (int) number(key, defaultValue, 0, 65_535);
    }

    /** A whole number between {@code minimum} and {@code maximum}, both inclusive. */
    public long number(String key, long defaultValue, long minimum, long maximum) {
        String text = text(key, Long.toString(defaultValue));
        String expected = "a whole number from " + minimum + " to " + maximum;
        try {
            long number = Long.parseLong(text);
            if (number < minimum || number > maximum) {
                throw invalid(key, expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw invalid(key, expected);
        }
    }

    public boolean flag(String key, boolean defaultValue) {
        return switch (text(key, Boolean.toString(defaultValue))) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw invalid(key, "true or false");
        };
    }

    public Path path(String key, String defaultValue) {
        return Path.of(text(key, defaultValue)).toAbsolutePath().normalize();
    }

    public Optional<Path> optionalPath(String key) {
        return optional(key).map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    /**
     * A duration of at least zero, written in ISO-8601 ({@code PT1S}) or short ({@code 500ms}, {@code 1s}, {@code 5m}, {@code
     * 2h}).
     */
    public Duration duration(String key, Duration defaultValue) {
        Duration duration = readDuration(key, defaultValue);
        if (duration.isNegative()) {
            throw invalid(key, DURATION + ", and none below zero");
        }
        return duration;
    }

    /** The same between {@code minimum} and {@code maximum}, both inclusive. */
    public Duration duration(String key, Duration defaultValue, Duration minimum, Duration maximum) {
        Duration duration = readDuration(key, defaultValue);
        if (duration.compareTo(minimum) < 0 || duration.compareTo(maximum) > 0) {
            throw invalid(key, DURATION + ", from " + minimum + " to " + maximum);
        }
        return duration;
    }

    private Duration readDuration(String key, Duration defaultValue) {
        String text = text(key, defaultValue.toString()).toLowerCase(Locale.ROOT);
        try {
            if (text.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            return Duration.parse(text.startsWith("p") ? text : "pt" + text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw invalid(key, DURATION);
        }
    }

    /**
     * What {@code reader}, which does not know this class, makes of the settings; where it throws an
     * {@link IllegalArgumentException}, a value cannot be used.
     */
    public <T> T parsed(Function<Settings, T> reader) {
        try {
            return reader.apply(this);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e.getMessage());
        }
    }

    /** Every setting that was asked for, with where its value came from; secrets are masked, {@link #optional} tells them. */
    public synchronized Collection<Setting> used() {
        return List.copyOf(used.values());
    }

    /**
     * Flags that nobody has asked for: a layer is given what others know as well, but a name that is misspelt would
     * otherwise mean nothing and say nothing.
     */
    public synchronized List<String> unusedFlags() {
        Set<String> asked = used.keySet().stream().map(Settings::flagName).collect(Collectors.toSet());
        return flags.keySet().stream()
                .filter(flag -> !flag.equals("config") && !asked.contains(flag))
                .map(flag -> "--" + flag)
                .sorted()
                .toList();
    }

    /** The environment variable that sets {@code key}. */
    public static String environmentName(String key) {
        return "PLUMBLINE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Whether a setting's value is not to be shown or written down: its key ends in password, secret or token, or it is a list of
     * properties of somebody else's client, which may hold one.
     */
    public static boolean secret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.endsWith("password")
                || lower.endsWith("secret")
                || lower.endsWith("token")
                || lower.equals("catalog.properties");
    }

    private static String flagName(String key) {
        return key.replace('.', '-');
    }

    private synchronized String keep(String key, String value, String origin) {
        used.put(key, new Setting(key, secret(key) && !value.isEmpty() ? MASK : value, origin));
        return value;
    }

    private synchronized InvalidSettingException invalid(String key, String expected) {
        Setting setting = used.get(key);
        return new InvalidSettingException(
                key + " is " + setting.value() + " (" + setting.origin() + "), expected " + expected);
    }

    private static Map<String, String> flags(String[] args) {
        Map<String, String> flags = new HashMap<>();
        List<String> words = new ArrayList<>(List.of(args));
        while (!words.isEmpty()) {
            String word = words.remove(0);
            if (!word.startsWith("--")) {
                throw new InvalidSettingException(word + " is not a flag; flags look like --key value or --key=value");
            }
            int equals = word.indexOf('=');
            if (equals > 0) {
                flags.put(word.substring(2, equals), word.substring(equals + 1));
            } else if (!words.isEmpty() && !words.get(0).startsWith("--")) {
                flags.put(word.substring(2), words.remove(0));
            } else {
                flags.put(word.substring(2), "true");
            }
        }
        return flags;
    }

    private static Map<String, String> file(String name) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(name))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new InvalidSettingException("the settings file " + name + " cannot be read: " + e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
