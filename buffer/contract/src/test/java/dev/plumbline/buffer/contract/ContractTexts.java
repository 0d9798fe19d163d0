package dev.plumbline.buffer.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Contracts that tests are written against. */
final class ContractTexts {

    /** A stream that is like none of the shipped ones: every type, nesting, and an event time of its own. */
    static final String SHIPMENTS = """
            apiVersion: v3.1.0
            kind: DataContract
            id: 0f8e2a52-6f0e-4c3e-8f0a-1f4f2a9f1b11
            name: parcel-shipments
            version: 2.1.0
            status: draft
            description:
              purpose: Parcels on their way.
            schema:
              - name: shipments
                businessName: Parcel shipments
                logicalType: object
                customProperties:
                  - property: eventTime
                    value: scannedAt
                  - property: key
                    value: parcel
                properties:
                  - name: parcel
                    logicalType: integer
                    required: true
                    logicalTypeOptions: {minimum: 1}
                  - name: scannedAt
                    id: scan_time
                    logicalType: timestamp
                    required: true
                  - name: dueOn
                    logicalType: date
                  - name: fee
                    logicalType: number
                    physicalType: decimal(20,3)
                    logicalTypeOptions: {minimum: -5.5, maximum: 12345678901234567.125}
                  - name: weight
                    logicalType: number
                    logicalTypeOptions: {minimum: 0}
                  - name: fragile
                    logicalType: boolean
                  - name: state
                    logicalType: string
                    customProperties:
                      - property: enum
                        value: [moving, delivered, lost]
                  - name: code
                    logicalType: string
                    logicalTypeOptions: {minLength: 2, maxLength: 4, pattern: "^[A-Z]"}
                  - name: legs
                    logicalType: array
                    logicalTypeOptions: {minItems: 1, maxItems: 3}
                    items:
                      logicalType: integer
                      physicalType: int
                      required: true
                  - name: notes
                    logicalType: array
                    items: {logicalType: string}
                  - name: receiver
                    logicalType: object
                    properties:
                      - name: name
                        logicalType: string
                        required: true
                        classification: personal
                      - name: address
                        logicalType: object
                        properties:
                          - {name: street, logicalType: string}
                          - {name: zip, logicalType: string}
            slaProperties:
              - {property: retention, value: 36, unit: hours}
              - {property: freshness, value: PT30S}
            customProperties:
              - {property: acme.owner, value: logistics}
              - {property: partitions, value: 5}
            """;

    private ContractTexts() {}

    static Contract shipments() {
        return contract(SHIPMENTS);
    }

    static Contract contract(String yaml) {
        List<InvalidContractException.Finding> problems = new ArrayList<>();
        Optional<Contract> contract = ContractFile.read("test.yaml", yaml, Optional.of(OdcsSchema.load()), problems);
        return contract.orElseThrow(() -> new InvalidContractException(problems));
    }

    static Contract shipped(String stream) {
        return Contracts.load(Optional.empty()).stream(stream).orElseThrow();
    }
}
