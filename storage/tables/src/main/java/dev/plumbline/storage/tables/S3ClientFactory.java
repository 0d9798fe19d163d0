package dev.plumbline.storage.tables;

import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes the client of Iceberg's FileIO for any server that speaks S3; named by {@code s3.client-factory-impl}. Unlike
 * Iceberg's own it needs nothing of the SDK but S3, and sends checksums only where the protocol demands one: the SDK's
 * default puts them into trailers, which not every server takes.
 */
public final class S3ClientFactory implements S3FileIOAwsClientFactory {

    private static final long serialVersionUID = 1L;

    private AwsClientProperties client;
    private HttpClientProperties http;
    private S3FileIOProperties s3;

    /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
    public S3ClientFactory() {}

    @Override
    public void initialize(Map<String, String> properties) {
        client = new AwsClientProperties(properties);
        http = new HttpClientProperties(properties);
        s3 = new S3FileIOProperties(properties);
    }

    @Override
    public S3Client s3() {
        return S3Client.builder()
                .applyMutation(builder -> client.applyClientRegionConfiguration(builder))
                .applyMutation(builder -> http.applyHttpClientConfigurations(builder))
                .applyMutation(builder -> s3.applyEndpointConfigurations(builder))
                .applyMutation(builder -> s3.applyServiceConfigurations(builder))
                .applyMutation(builder -> s3.applyCredentialConfigurations(client, builder))
                .applyMutation(builder -> s3.applyRetryConfigurations(builder))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    @Override
    public S3AsyncClient s3Async() {
        throw new UnsupportedOperationException("s3.analytics-accelerator.enabled is not supported by this client");
    }
}
