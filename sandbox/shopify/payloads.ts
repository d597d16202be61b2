/** What a test tells of an order. */
export interface Order {
	id: number;
	/** The 1001 of #1001. */
	number: number;
	firstName: string;
	lastName?: string;
	/** The customer's, as typed; fulfilments do not carry it. */
	phone?: string;
	/** Of the address, as typed. */
	shippingPhone?: string | null;
	email?: string;
	/** Such as `es-ES`. */
	locale?: string;
	/** Two letters. */
	country?: string;
	total?: string;
	currency?: string;
	isTest?: boolean;
	isCancelled?: boolean;
}

export interface Fulfilment {
	id: number;
	order: Order;
	/** `success` by default. */
	status?: 'success' | 'cancelled' | 'error' | 'failure';
	/** Such as `in_transit`, `out_for_delivery`, `delivered`. */
	shipmentStatus?: string;
	trackingNumber?: string;
	trackingUrl?: string;
	trackingCompany?: string;
}

/** The body of `orders/create`, in the fields of the Admin API's order resource. */
export function orderPayload(order: Order): object {
	const { id, firstName, lastName = 'Doe', phone = null, email = null, locale = null, total = '49.90', currency = 'EUR' } = order;
	return {
		id,
		name: nameOf(order),
		order_number: order.number,
		created_at: new Date().toISOString(),
		test: order.isTest ?? false,
		cancelled_at: order.isCancelled === true ? new Date().toISOString() : null,
		confirmed: true,
		financial_status: 'paid',
		fulfillment_status: null,
		email,
		contact_email: email,
		phone,
		customer_locale: locale,
		total_price: total,
		currency,
		customer: { id: id + 1, first_name: firstName, last_name: lastName, email, phone },
		shipping_address: addressOf(order),
		billing_address: addressOf(order),
		line_items: [{ id: 1, title: 'Sandbox Mug', quantity: 1, price: total }],
	};
}

/** The body of `fulfillments/create` and `fulfillments/update`. */
export function fulfilmentPayload(fulfilment: Fulfilment): object {
	const { id, order, status = 'success', shipmentStatus = null, trackingNumber = null, trackingUrl = null, trackingCompany = null } = fulfilment;
	return {
		id,
		order_id: order.id,
		name: `${nameOf(order)}.1`,
		status,
		shipment_status: shipmentStatus,
		created_at: new Date().toISOString(),
		updated_at: new Date().toISOString(),
		email: order.email ?? null,
		destination: addressOf(order),
		tracking_company: trackingCompany,
		tracking_number: trackingNumber,
		tracking_numbers: trackingNumber === null ? [] : [trackingNumber],
		tracking_url: trackingUrl,
		tracking_urls: trackingUrl === null ? [] : [trackingUrl],
		line_items: [{ id: 1, title: 'Sandbox Mug', quantity: 1 }],
	};
}

function nameOf({ number }: Order): string {
	return `#${number}`;
}

function addressOf({ firstName, lastName = 'Doe', shippingPhone = null, country = 'ES' }: Order): object {
	return {
		first_name: firstName,
		last_name: lastName,
		name: `${firstName} ${lastName}`,
		phone: shippingPhone,
		country_code: country,
	};
}
