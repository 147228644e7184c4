import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judge PDF files against PDF/UA-1 and PDF/A-2a with veraPDF: paths -> a line a file on standard output.
 *
 * <p>A line is {@code pass PATH} or {@code fail PATH}; under a failed one stand the clauses, each as
 * {@code   STANDARD CLAUSE-TEST times: what is wrong}. The exit code is 0 when all pass, 1 when a file
 * fails, 2 when one cannot be judged. One run takes many files: the start costs seconds, a file tenths.
 *
 * <p>veraPDF reads its profiles through JAXB, which no JDK has had since 11 and which this jar does not
 * bring. So they are read here, from the same XML.
 */
public class Verify {
    private static final Map<String, PDFAFlavour> STANDARDS =
            new TreeMap<>(Map.of("PDFUA-1", PDFAFlavour.PDFUA_1, "PDFA-2A", PDFAFlavour.PDFA_2_A));

    public static void main(String[] paths) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        List<ValidationProfile> profiles = new ArrayList<>();
        for (var standard : STANDARDS.entrySet()) {
            profiles.add(readProfile(standard.getKey(), standard.getValue()));
        }
        int exit = 0;
        for (String path : paths) {
            exit = Math.max(exit, judge(path, profiles));
        }
        System.exit(exit);
    }

    /** Print the verdict on one file, and return its exit code. */
    private static int judge(String path, List<ValidationProfile> profiles) {
        Map<String, Integer> faults = new TreeMap<>();
        try {
            for (ValidationProfile profile : profiles) {
                collectFaults(new File(path), profile, faults);
            }
        } catch (Exception error) {
            System.out.println("fail " + path + "\n  cannot be judged: " + error.getMessage());
            return 2;
        }
        System.out.println((faults.isEmpty() ? "pass " : "fail ") + path);
        faults.forEach((fault, times) -> System.out.println("  " + fault.replaceFirst(":", " " + times + "x:")));
        return faults.isEmpty() ? 0 : 1;
    }

    private static void collectFaults(File file, ValidationProfile profile, Map<String, Integer> faults)
            throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            var result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    RuleId rule = assertion.getRuleId();
                    String clause = flavour.getId() + " " + rule.getClause() + "-" + rule.getTestNumber();
                    faults.merge(clause + ": " + assertion.getMessage(), 1, Integer::sum);
                }
            }
            if (!result.isCompliant() && faults.isEmpty()) {
                faults.put(flavour.getId() + " ?: not compliant, no clause named", 1);
            }
        }
    }

    /** Read a profile from the jar. One without rules would pass anything: that is an error. */
    private static ValidationProfile readProfile(String name, PDFAFlavour flavour) throws Exception {
        String place = "org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream source = ClassLoader.getSystemResourceAsStream(place)) {
            if (source == null) {
                throw new IllegalStateException("the jar has no " + place);
            }
            Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source);
            Set<Rule> rules = new HashSet<>();
            for (Element element : elements(xml.getElementsByTagName("rule"))) {
                rules.add(readRule(element));
            }
            Set<Variable> variables = new HashSet<>();
            for (Element element : elements(xml.getElementsByTagName("variable"))) {
                variables.add(readVariable(element));
            }
            if (rules.isEmpty()) {
                throw new IllegalStateException(place + " has no rules");
            }
            var details = Profiles.profileDetailsFromValues(name, "", "", new Date(0));
            return Profiles.profileFromValues(flavour, details, "", rules, variables);
        }
    }

    private static Rule readRule(Element rule) {
        Element id = elements(rule.getElementsByTagName("id")).get(0);
        RuleId ruleId = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber")));
        // A message's arguments are left out: they are expressions, of use to no reader of a build's log.
        ErrorDetails error = Profiles.errorFromValues(text(rule, "message"), new ArrayList<ErrorArgument>());
        Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
                ruleId,
                rule.getAttribute("object"),
                deferred,
                rule.getAttribute("tags"),
                text(rule, "description"),
                text(rule, "test"),
                error,
                new ArrayList<Reference>());
    }

    private static Variable readVariable(Element variable) {
        return Profiles.variableFromValues(
                variable.getAttribute("name"),
                variable.getAttribute("object"),
                text(variable, "defaultValue"),
                text(variable, "value"));
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
